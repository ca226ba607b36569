import { compareUnsigned } from '../decimal/decimal-text.js';
import type { CheckedUpdate } from '../orders/checked-update.js';
import type { Order } from '../orders/order.js';
import type { OrderDifference } from './difference.js';

/** How an order of an exchange's list of open ones differs from what is known of it. */
export function compareOrder(ours: Order | null, theirs: CheckedUpdate): OrderDifference[] {
  const place = { symbol: theirs.symbol, orderId: theirs.id ?? theirs.clientOrderId ?? '' };
  // An order that is open at the exchange and has fills reads PARTIALLY_FILLED here.
  const status = theirs.status === 'ACCEPTED' && theirs.filled !== '0' ? 'PARTIALLY_FILLED' : theirs.status;
  if (ours === null) return [{ ...place, kind: 'unknown', ours: null, theirs: status }];
  const found: OrderDifference[] = [];
  // An order that is being canceled is open there until that is answered.
  if (ours.status !== status && ours.status !== 'CANCELING')
    found.push({ ...place, kind: 'status', ours: ours.status, theirs: status });
  if (compareUnsigned(ours.filled, theirs.filled) !== 0)
    found.push({ ...place, kind: 'filled', ours: ours.filled, theirs: theirs.filled });
  return found;
}

/** An order that is open here and not in a complete list of what is open there. */
export function missingOrder({ symbol, id, clientOrderId, status }: Order): OrderDifference {
  return { symbol, orderId: id ?? (clientOrderId as string), kind: 'missing', ours: status, theirs: null };
}
