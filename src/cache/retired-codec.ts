import { decodeOrder, encodeOrder } from '../orders/order-codec.js';
import type { RetiredOrder } from '../orders/order.table.js';

/** The payload of a tombstone or a history entry: when the order left, and the order. */
export function encodeRetired({ order, at }: RetiredOrder): string {
  return `${at}:${encodeOrder(order)}`;
}

export function decodeRetired(payload: string): RetiredOrder {
  const end = payload.indexOf(':');
  return { at: Number(payload.slice(0, end)), order: decodeOrder(payload.slice(end + 1)) };
}
