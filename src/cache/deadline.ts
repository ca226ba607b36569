/** The longest that a timer can wait (ms); one that is given more does not wait at all. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits for something; where a limit (ms) is given and passes first, it rejects with `error(limit)`. */
export async function within<T>(
  limitMs: number | undefined,
  awaited: Promise<T>,
  error: (limitMs: number) => Error,
): Promise<T> {
  if (limitMs === undefined) return awaited;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error(limitMs)), Math.min(limitMs, LONGEST_MS));
  });
  try {
    return await Promise.race([awaited, passed]);
  } finally {
    clearTimeout(timer);
  }
}
