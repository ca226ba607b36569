import type { ScopeTables } from './scope-tables.js';

/** The result of cross-checking a scope: every index against the records, every position against its orders. */
export interface Integrity {
  readonly ok: boolean;
  readonly checked: { readonly orders: number; readonly positions: number };
  /** What does not fit, in words. */
  readonly faults: readonly string[];
}

export function checkIntegrity({ orders, positions }: ScopeTables): Integrity {
  const faults = [...orders.index.faults(), ...positions.faults()];
  return { ok: faults.length === 0, checked: { orders: orders.size, positions: positions.size }, faults };
}
