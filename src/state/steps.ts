/** Items of a step: about a millisecond of work, if an item is little. */
const STEP = 500;

/** Items, and after so many that others should have their turn `undefined`, which a generator yields on. */
export function* inSteps<T>(items: Iterable<T>, step = STEP): Generator<T | undefined> {
  let count = 0;
  for (const item of items) {
    yield item;
    if (++count % step === 0) yield undefined;
  }
}

/** What a generator returns, without any pause. */
export function atOnce<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** How many items are sorted at once; a step of merging moves as many. */
const SORTED_AT_ONCE = 2_000;

/**
 * Sorts items in steps of a moment each: a million at once take a second. Of equal items the first stays the first.
 *
 * @returns a new array.
 */
export function* sortInSteps<T>(
  items: readonly T[],
  compare: (left: T, right: T) => number,
  atOnce = SORTED_AT_ONCE,
): Generator<undefined, T[]> {
  let from = [...items];
  for (let start = 0; start < from.length; start += atOnce) {
    const run = from.slice(start, start + atOnce).sort(compare);
    for (const [at, item] of run.entries()) from[start + at] = item;
    yield;
  }
  for (let run = atOnce; run < from.length; run *= 2) {
    const into: T[] = [];
    for (let start = 0; start < from.length; start += 2 * run) {
      const middle = Math.min(start + run, from.length);
      const end = Math.min(middle + run, from.length);
      let [left, right] = [start, middle];
      while (left < middle || right < end) {
        const isLeft = right === end || (left < middle && compare(from[left] as T, from[right] as T) <= 0);
        into.push(from[isLeft ? left++ : right++] as T);
        if (into.length % atOnce === 0) yield;
      }
    }
    from = into;
  }
  return from;
}
