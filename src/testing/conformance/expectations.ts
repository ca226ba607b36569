import { AssertionError } from 'node:assert/strict';
import { inspect, isDeepStrictEqual } from 'node:util';

const SHORT = { maxStringLength: 100, maxArrayLength: 20, breakLength: Infinity, depth: 4 };

/** @throws {AssertionError} `<what> must be <expected>, and is <actual>`, long values cut short. */
export function sameValue(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  fail(`${what} must be ${inspect(expected, SHORT)}, and is ${inspect(actual, SHORT)}`, { actual, expected });
}

/** @throws {AssertionError} `what`, if it does not hold. */
export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) fail(what, {});
}

/** Awaits an error of a class. @throws {AssertionError} if it is another one, or none. */
export async function rejectsWith<T extends Error>(
  attempt: Promise<unknown>,
  kind: abstract new (...parameters: never[]) => T,
  what: string,
): Promise<T> {
  let found: unknown;
  try {
    const value = await attempt;
    found = `a result: ${inspect(value, SHORT)}`;
  } catch (error) {
    if (error instanceof kind) return error;
    found = error;
  }
  return fail(`${what} must reject with ${kind.name}, and gave ${inspect(found, SHORT)}`, { actual: found });
}

function fail(message: string, found: { readonly actual?: unknown; readonly expected?: unknown }): never {
  throw new AssertionError({ message, ...found, stackStartFn: fail });
}
