import type { OrderRecord } from '../orders/order-record.js';

/** Under which names an order is found in history: its symbol, and everything that it was called. */
export function historyIndexes(record: Pick<OrderRecord, 'symbol' | 'id' | 'clientOrderId' | 'formerIds' | 'formerClientIds'>): string[] {
  const { symbol, id, clientOrderId, formerIds, formerClientIds } = record;
  const names = new Set([id, clientOrderId, ...formerIds, ...formerClientIds].filter((name) => name !== null));
  return [symbolIndex(symbol), ...Array.from(names, idIndex)];
}

export function symbolIndex(symbol: string): string {
  return `symbol:${symbol}`;
}

export function idIndex(id: string): string {
  return `id:${id}`;
}
