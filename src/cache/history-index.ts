import { namesOf } from '../orders/order-record.js';
import type { OrderRecord } from '../orders/order-record.js';

/** Under which names an order is found in history: its symbol, and everything that it was called. */
export function historyIndexes(symbol: string, names: readonly string[]): string[] {
  return [symbolIndex(symbol), ...names.map(idIndex)];
}

/** Everything that an order is called, each once. */
export function namesInHistory(record: OrderRecord): string[] {
  return [...new Set(namesOf(record))];
}

export function symbolIndex(symbol: string): string {
  return `symbol:${symbol}`;
}

export function idIndex(id: string): string {
  return `id:${id}`;
}
