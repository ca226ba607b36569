import type { OrderRecord } from '../orders/order-record.js';

/** Under which names an order is found in history: its symbol, its id and its client id. */
export function historyIndexes({ symbol, id, clientOrderId }: OrderRecord): string[] {
  const indexes = [symbolIndex(symbol)];
  if (id !== null) indexes.push(idIndex(id));
  if (clientOrderId !== null && clientOrderId !== id) indexes.push(idIndex(clientOrderId));
  return indexes;
}

export function symbolIndex(symbol: string): string {
  return `symbol:${symbol}`;
}

export function idIndex(id: string): string {
  return `id:${id}`;
}
