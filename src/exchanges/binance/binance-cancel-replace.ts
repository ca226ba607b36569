import type { Mapped } from '../mapped.js';
import { mapRow } from '../map-row.js';
import type { FieldReader } from '../field-reader.js';
import { isRecord } from '../row.js';
import { restOrderRow } from './beautified.js';
import { spotOrder } from './binance-spot-order.js';

type Answer = Readonly<Record<'cancelResponse' | 'newOrderResponse', unknown>>;

/** Whether this is the answer to a cancel-and-replace of spot: `order/cancelReplace` of REST, or the `result` of the WebSocket API's. */
export function isCancelReplace(answer: unknown): answer is Answer {
  return isRecord(answer) && 'cancelResponse' in answer && 'newOrderResponse' in answer;
}

/**
 * The order that was canceled and the one that replaced it, as far as the answer tells them: either may have failed, and an `ACK` tells too
 * little of an order. Nothing else of Binance says that they belong together. Fields that are wrong are named as an `executionReport` names
 * them. Never throws.
 */
export function mapBinanceCancelReplace(
  { cancelResponse, newOrderResponse }: Answer,
  fields: FieldReader,
): readonly Mapped[] {
  const canceled = orderOf(cancelResponse, fields.at('cancelResponse'), null);
  const replaced = canceled[0]?.kind === 'orders' ? (canceled[0].updates[0]?.id ?? null) : null;
  const told = [...canceled, ...orderOf(newOrderResponse, fields.at('newOrderResponse'), replaced)];
  return told.length === 0 ? [{ kind: 'ignored', reason: 'an answer that tells no order' }] : told;
}

function orderOf(row: unknown, fields: FieldReader, replaces: string | null): readonly Mapped[] {
  if (!isRecord(row) || !('side' in row && 'status' in row)) return [];
  return mapRow(row, fields, (each, read) => {
    const update = spotOrder(restOrderRow(each, read), read);
    return [{ kind: 'orders', updates: [{ ...update, replaces }] }];
  });
}
