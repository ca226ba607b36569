import type { OrderUpdate } from '../src/orders/order.js';
import { BenchCache } from './bench-cache.js';

/** A record as JSON can write it, by its key. */
export type PlainRecord = readonly [key: string, record: unknown];

/** What a scope keeps after these updates, without codec and seal: plain objects, their exact amounts as text. */
export interface PlainRecords {
  readonly orders: readonly PlainRecord[];
  readonly positions: readonly PlainRecord[];
  readonly watermarks: readonly PlainRecord[];
}

export function plainRecords(updates: readonly OrderUpdate[]): PlainRecords {
  const { tables, positions } = new BenchCache();
  for (const update of updates) positions.applyUpdate(update);
  return {
    orders: [...tables.orders.index.entries()].map(plain),
    positions: [...tables.positions.all()].map(plain),
    watermarks: [...tables.positions.watermarks.all()].map(plain),
  };
}

function plain({ key, record }: { readonly key: string; readonly record: unknown }): PlainRecord {
  const json = JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return [key, JSON.parse(json)];
}
