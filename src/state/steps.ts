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
