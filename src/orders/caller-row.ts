import { NO_CALLER } from './order-record.js';
import type { CallerWords } from './order-record.js';

const CALLER_STATUSES = [null, 'INITIALIZED', 'PENDING'] as const;

/** What the caller said of an order, as its record has it; 0 where that is nothing. */
export function callerRow({ status, cancel, idempotencyKeys, timestamp }: CallerWords): unknown {
  const key = idempotencyKeys[0] ?? 0;
  if (status === null && cancel === null && key === 0 && timestamp === null) return 0;
  return [
    CALLER_STATUSES.indexOf(status),
    cancel === null ? 0 : [cancel.since, cancel.isHidden ? 1 : 0, cancel.isStatus ? 1 : 0],
    idempotencyKeys.length > 1 ? idempotencyKeys : key,
    timestamp,
  ];
}

/** The inverse of `callerRow`, of its list. */
export function callerFrom(list: readonly unknown[] | null): CallerWords {
  if (list === null) return NO_CALLER;
  const [status, cancel, keys, timestamp] = list as [
    number,
    0 | [number | null, number, number],
    0 | string | readonly string[],
    number | null,
  ];
  return {
    status: CALLER_STATUSES[status] ?? null,
    cancel: cancel === 0 ? null : { since: cancel[0], isHidden: cancel[1] === 1, isStatus: cancel[2] === 1 },
    idempotencyKeys: keys === 0 ? NO_CALLER.idempotencyKeys : typeof keys === 'string' ? [keys] : keys,
    timestamp,
  };
}
