import { decodeOrder, encodeOrder } from '../orders/order-codec.js';
import type { RetiredOrder } from '../orders/order.table.js';

/** The payload of a tombstone or a history entry: when the order left, and the order. */
export function encodeRetired(key: string, { order, at }: RetiredOrder): string {
  return `${at}:${encodeOrder(key, order)}`;
}

/** The inverse of `encodeRetired`. @throws {TypeError} or {SyntaxError} if the payload is not what that writes. */
export function decodeRetired(key: string, payload: string): RetiredOrder {
  const { time, order } = /^(?<time>\d+):(?<order>.*)$/s.exec(payload)?.groups ?? {};
  if (time === undefined || order === undefined) throw new TypeError('it does not begin with a time');
  return { at: Number(time), order: decodeOrder(key, order) };
}
