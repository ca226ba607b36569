import { amountsFromPairs, amountsToPairs } from '../decimal/amounts.js';
import type { OrderRecord } from './order-record.js';

type Pairs = readonly (readonly [string, string])[];

/** The payload of an order as it is stored: JSON, amounts as pairs because a currency is data, not a key. */
export function encodeOrder(record: OrderRecord): string {
  return JSON.stringify({ ...record, fees: amountsToPairs(record.fees) });
}

export function decodeOrder(payload: string): OrderRecord {
  const { fees, ...rest } = JSON.parse(payload) as Omit<OrderRecord, 'fees'> & { readonly fees: Pairs };
  return { ...rest, fees: amountsFromPairs(fees) };
}
