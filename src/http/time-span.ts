import { InvalidRequestError } from './http.errors.js';

/** From a time (ms since the epoch, inclusive) to a time (exclusive). */
export interface TimeSpan<T> {
  readonly from: T;
  readonly to: T;
}

/**
 * The times of a query as numbers; one that is left out stays so.
 *
 * @throws {InvalidRequestError} if `to` is not after `from`.
 */
export function timeSpan<T extends string | undefined>({
  from,
  to,
}: TimeSpan<T>): TimeSpan<T extends string ? number : undefined>;
export function timeSpan({ from, to }: TimeSpan<string | undefined>): TimeSpan<number | undefined> {
  const span = { from: milliseconds(from), to: milliseconds(to) };
  if (span.from === undefined || span.to === undefined || span.from < span.to) return span;
  throw new InvalidRequestError([{ field: 'to', reason: 'must be after from' }]);
}

function milliseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
