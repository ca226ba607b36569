import { HttpException } from '@nestjs/common';
import {
  ForeignHostError,
  ForeignOriginError,
  RateLimitError,
  ReadOnlyKeyError,
  UnauthorizedError,
} from '../access/access.errors.js';
import {
  DamagedScopeError,
  ScopeFencedError,
  ScopeLimitError,
  ScopeNotServingError,
  ScopeOpenError,
  ScopeStandbyError,
  UnknownScopeError,
  UnsavedChangesError,
} from '../cache/cache.errors.js';
import { InvalidInstrumentError } from '../instruments/instruments.errors.js';
import { HistoryTrimmedError } from '../ledger/ledger.errors.js';
import { InvalidMarketDataError } from '../market-data/market-data.errors.js';
import { AmbiguousOrderError } from '../orders/orders.errors.js';
import { UpdateFault } from '../orders/update-fault.js';
import { InvalidParameterError } from '../parameters/parameters.errors.js';
import { AmbiguousPositionError } from '../positions/positions.errors.js';
import { LimitReachedError } from '../state/limits.errors.js';
import { InvalidScopeError, ScopeHeldError, StoreUnavailableError } from '../stores/store.errors.js';
import { TradingCacheError } from '../errors/trading-cache.error.js';
import {
  InvalidRequestError,
  NotDurableError,
  NotFoundError,
  ShuttingDownError,
  UnsupportedMediaTypeError,
} from './http.errors.js';
import type { ProblemCause } from './problem.js';

type ErrorClass = new (...args: never[]) => TradingCacheError;

const STATUS_OF: readonly (readonly [ErrorClass, number])[] = [
  [UpdateFault, 400],
  [InvalidRequestError, 400],
  [InvalidInstrumentError, 400],
  [InvalidMarketDataError, 400],
  [InvalidParameterError, 400],
  [InvalidScopeError, 400],
  [UnauthorizedError, 401],
  [ReadOnlyKeyError, 403],
  [ForeignHostError, 403],
  [ForeignOriginError, 403],
  [NotFoundError, 404],
  [UnknownScopeError, 404],
  [AmbiguousOrderError, 409],
  [AmbiguousPositionError, 409],
  [ScopeOpenError, 409],
  [HistoryTrimmedError, 410],
  [UnsupportedMediaTypeError, 415],
  [ScopeFencedError, 421],
  [ScopeStandbyError, 421],
  [ScopeHeldError, 421],
  [RateLimitError, 429],
  [ScopeNotServingError, 503],
  [ScopeLimitError, 503],
  [LimitReachedError, 503],
  [DamagedScopeError, 503],
  [StoreUnavailableError, 503],
  [UnsavedChangesError, 503],
  [NotDurableError, 503],
  [ShuttingDownError, 503],
];

/** The errors of this package that have a status: they are about a request, or about how a scope is. */
export const PROBLEMS: readonly ErrorClass[] = STATUS_OF.map(([type]) => type);

/** The answer to an error; one that nobody expected tells nothing of itself. */
export function problemCause(error: unknown): ProblemCause {
  if (error instanceof UpdateFault) {
    const { field, reason } = error;
    return { status: 400, code: 'INVALID_ORDER', detail: `${field} ${reason}`, errors: [{ field, reason }] };
  }
  if (error instanceof TradingCacheError) {
    const status = STATUS_OF.find(([type]) => error instanceof type)?.[1];
    if (status !== undefined) return { status, code: error.code, detail: error.message, ...extras(error) };
  }
  const status = statusOf(error);
  if (status !== null) {
    return { status, code: codeOf(status), detail: error instanceof Error ? error.message : String(error) };
  }
  return {
    status: 500,
    code: 'INTERNAL',
    detail: 'Something went wrong here; the log of the app says what.',
  };
}

function extras(error: TradingCacheError): Pick<ProblemCause, 'errors' | 'more' | 'retryAfter'> {
  if (error instanceof InvalidRequestError) return { errors: error.errors };
  if (
    error instanceof InvalidInstrumentError ||
    error instanceof InvalidMarketDataError ||
    error instanceof InvalidParameterError
  )
    return { errors: [{ field: error.field, reason: error.reason }] };
  if (error instanceof RateLimitError) return { retryAfter: error.retryAfter };
  if (error instanceof NotDurableError) return { more: { results: error.results } };
  return {};
}

/** The status that Nest or Fastify gave an error, if it blames the request. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { readonly statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}

const CODES: ReadonlyMap<number, string> = new Map([
  [400, 'INVALID_REQUEST'],
  [404, 'NOT_FOUND'],
  [413, 'BODY_TOO_LARGE'],
  [414, 'PATH_TOO_LONG'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
]);

function codeOf(status: number): string {
  return CODES.get(status) ?? 'HTTP_ERROR';
}
