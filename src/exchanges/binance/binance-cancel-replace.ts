import type { Mapped } from '../mapped.js';
import { mapRow } from '../map-row.js';
import { isRecord } from '../message-row.js';
import { REST_ORDER_NAMES, withBinanceNames } from './beautified.js';
import { mapBinanceSpotOrder } from './binance-spot-order.js';

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
export function mapBinanceCancelReplace({ cancelResponse, newOrderResponse }: Answer): readonly Mapped[] {
  const canceled = orderOf(cancelResponse, 'cancelResponse', null);
  const replaced = canceled[0]?.kind === 'orders' ? (canceled[0].updates[0]?.id ?? null) : null;
  const told = [...canceled, ...orderOf(newOrderResponse, 'newOrderResponse', replaced)];
  return told.length === 0 ? [{ kind: 'ignored', reason: 'an answer that tells no order' }] : told;
}

function orderOf(row: unknown, place: string, replaces: string | null): readonly Mapped[] {
  if (!isRecord(row) || !('side' in row && 'status' in row)) return [];
  return mapRow(() => {
    const update = mapBinanceSpotOrder(withBinanceNames(row, REST_ORDER_NAMES), place);
    return [{ kind: 'orders', updates: [{ ...update, replaces }] }];
  });
}
