import { TradingCacheError } from '../errors/trading-cache.error.js';
import type { FieldProblem } from './problem.js';

/** A request whose envelope is wrong: not JSON, or with fields that it may not have. */
export class InvalidRequestError extends TradingCacheError {
  readonly code = 'INVALID_REQUEST';

  constructor(readonly errors: readonly FieldProblem[]) {
    super(`The request is invalid: ${errors.map(({ field, reason }) => `${field} ${reason}`).join('; ')}.`);
  }
}

/** A body that is not JSON. */
export class UnsupportedMediaTypeError extends TradingCacheError {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';

  constructor(mediaType: string) {
    super(`The body is ${mediaType}. Send application/json.`);
  }
}

/** Something that is not there. */
export class NotFoundError extends TradingCacheError {
  readonly code = 'NOT_FOUND';

  constructor(what: string) {
    super(`${what} was not found.`);
  }
}

/** The store did not confirm in time; memory has taken what was sent. */
export class NotDurableError extends TradingCacheError {
  readonly code = 'NOT_DURABLE';

  constructor(
    /** What became of each update, in memory. */
    readonly results: readonly unknown[],
    cause: Error,
  ) {
    super(`${cause.message} The updates are in memory and are written when the store answers.`, { cause });
  }
}

/** The app is closing and takes no further requests. */
export class ShuttingDownError extends TradingCacheError {
  readonly code = 'SHUTTING_DOWN';

  constructor() {
    super('The app is shutting down. Send the request again when it has started.');
  }
}
