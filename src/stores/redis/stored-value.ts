/** A sealed record begins with its version's digit, so this one marks a value that has an end. */
const MARK = '@';

/** A record as a field's value: where it has an end (ms since the epoch), that stands before it. */
export function storedValue(sealed: string, expiresAt: number | undefined): string {
  return expiresAt === undefined ? escaped(sealed) : `${MARK}${expiresAt}${MARK}${sealed}`;
}

/** The sealed record of a value, or null if its time is over. */
export function liveValue(stored: string, now: number): string | null {
  if (!stored.startsWith(MARK)) return stored;
  const end = stored.indexOf(MARK, MARK.length);
  const expiresAt = stored.slice(MARK.length, end);
  if (expiresAt !== '' && Number(expiresAt) <= now) return null;
  return stored.slice(end + MARK.length);
}

/** A value that itself begins with the mark gets an empty end before it. */
function escaped(sealed: string): string {
  return sealed.startsWith(MARK) ? `${MARK}${MARK}${sealed}` : sealed;
}
