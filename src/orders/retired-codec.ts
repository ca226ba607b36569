import { amountsFromPairs, amountsToObject } from '../decimal/amounts.js';
import { decodeOrder, encodeOrder } from './order-codec.js';
import type { DecodedOrder } from './order-codec.js';
import type { Order } from './order.js';
import type { RetiredOrder } from './order.table.js';

/** The payload of a tombstone: when the order left memory, and the order with its evidence. */
export function encodeTombstone(key: string, { order, at }: RetiredOrder): string {
  return `${at}:${encodeOrder(key, order)}`;
}

/** The inverse of `encodeTombstone`. @throws {TypeError} or {SyntaxError} if the payload is not what that writes. */
export function decodeTombstone(
  key: string,
  payload: string,
  share?: (text: string) => string,
): { readonly at: number; readonly order: DecodedOrder } {
  const end = payload.indexOf(':');
  const at = Number(payload.slice(0, end));
  if (end <= 0 || !Number.isSafeInteger(at)) throw new TypeError('it does not begin with a time');
  return { at, order: decodeOrder(key, payload.slice(end + 1), share) };
}

/** In the order in which they are stored. */
const FIELDS = [
  'exchange', 'symbol', 'id', 'clientOrderId', 'status', 'side', 'type', 'timeInForce', 'price', 'amount', 'filled', 'remaining',
  'average', 'lastFilled', 'lastFilledPrice', 'tradeId', 'fee', 'feeCurrency', 'cost', 'cumCost', 'reduceOnly', 'positionSide',
  'reason', 'timestamp', 'cancelIntent',
] as const satisfies readonly (keyof Order)[]; // prettier-ignore

/** An order in history: as callers see it, with when it left memory (ms), and the names that lead to it. */
export interface ArchivedOrder {
  readonly order: Order;
  readonly at: number;
  readonly names: readonly string[];
}

/** The payload of a history entry. The order's fills are in the fill history. */
export function encodeHistory({ order, at, names }: ArchivedOrder): string {
  return JSON.stringify([...FIELDS.map((field) => order[field]), Object.entries(order.cumFees), at, names]);
}

/** The inverse of `encodeHistory`. @throws {TypeError} or {SyntaxError} if the payload is not what that writes. */
export function decodeHistory(payload: string): ArchivedOrder {
  const row: unknown = JSON.parse(payload);
  if (!Array.isArray(row) || row.length !== FIELDS.length + 3) throw new TypeError('it is no order');
  const fields = Object.fromEntries(FIELDS.map((field, at) => [field, row[at] as unknown]));
  const cumFees = amountsToObject(amountsFromPairs(row.at(-3) as [string, string][]));
  const order = Object.freeze({ ...fields, cumFees: Object.freeze(cumFees) }) as unknown as Order;
  return { order, at: row.at(-2) as number, names: row.at(-1) as string[] };
}
