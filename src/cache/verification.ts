import type { FillHistory } from '../positions/fill-history.js';
import { verifyHistory } from '../positions/verify-history.js';
import { checkIntegrity } from './integrity.js';
import type { ScopeTables } from './scope-tables.js';

/** The result of checking a scope with its fill history. */
export interface Verification {
  readonly ok: boolean;
  readonly checked: { readonly orders: number; readonly positions: number; readonly historyEntries: number };
  /** What does not fit, in words: of each leg the first entry that is missing, changed or out of place. */
  readonly faults: readonly string[];
}

/** Checks indexes and positions, and walks the fill history of every leg. */
export async function verifyScope(tables: ScopeTables, history: FillHistory): Promise<Verification> {
  const { checked, faults } = checkIntegrity(tables);
  const all = [...faults];
  let historyEntries = 0;
  for (const account of tables.positions.all()) {
    const { entries, fault } = await verifyHistory(account, history, (at) =>
      tables.instruments.termsAt(account.exchange, account.symbol, at),
    );
    historyEntries += entries;
    if (fault !== null) all.push(fault);
  }
  return { ok: all.length === 0, checked: { ...checked, historyEntries }, faults: all };
}
