import type { CheckedUpdate } from './checked-update.js';
import type { OrderRecord } from './order-record.js';

/**
 * How an update's clock stands to the exchange's last word about the order.
 * - `caller`: it carries the caller's clock (INITIALIZED, PENDING, CANCELING), which is never compared.
 * - `first`: the exchange had not spoken yet.
 * - `same`: the same millisecond, or one of the two has no timestamp.
 */
export type UpdateAge = 'caller' | 'first' | 'newer' | 'same' | 'older';

export function updateAge(record: OrderRecord, update: CheckedUpdate): UpdateAge {
  if (isCallersWord(update)) return 'caller';
  if (!record.heard) return 'first';
  if (update.timestamp === null || record.timestamp === null || update.timestamp === record.timestamp)
    return 'same';
  return update.timestamp > record.timestamp ? 'newer' : 'older';
}

/** Whether the caller said it and not the exchange. */
export function isCallersWord(update: CheckedUpdate): boolean {
  return update.status === 'INITIALIZED' || update.status === 'PENDING' || update.status === 'CANCELING';
}
