import type { ContractTerms } from '../instruments/instrument.table.js';
import type { LegState } from '../ledger/leg-state.js';
import { flatState } from '../ledger/leg-state.js';
import { instantOf } from '../ledger/message-time.js';
import type { FillHistory } from './fill-history.js';
import type { LegAccount } from './leg-account.js';
import { foldEntry } from './leg-history.js';

/** Entries that are read at once. */
const CHUNK = 200;

/**
 * Walks the settled entries of a leg: they are numbered without holes, each names the one before it, and they add up to what the leg's position begins
 * with.
 *
 * @returns how many were read, and the first that is not in its place, in words.
 */
export async function verifyHistory(
  account: LegAccount,
  history: FillHistory,
  termsAt: (at: number) => ContractTerms,
): Promise<{ readonly entries: number; readonly fault: string | null }> {
  const base = account.base?.record ?? null;
  if (base === null) return { entries: 0, fault: null };
  const { exchange, symbol, positionSide } = account;
  const place = `of the fill history of ${exchange} ${symbol} ${positionSide}`;
  // What was settled and is not committed yet is not in the store.
  const last = base.count - account.settling.length;
  const head = account.settling.length === 0 ? base.head : null;
  let expected = base.first;
  let prev: string | null = null;
  const terms = termsAt(0);
  let state: LegState = flatState(terms.kind, terms.contractSize);
  for (let start = base.first; start <= last; start += CHUNK) {
    const end = Math.min(start + CHUNK - 1, last);
    for (const { number, entry, hash } of await history.entries(account.key, start, end)) {
      const entries = expected - base.first;
      if (number !== expected) return { entries, fault: `entry ${expected} ${place} is missing` };
      const isFirst = prev === null;
      if (isFirst ? number === 1 && entry.prev !== '' : entry.prev !== prev)
        return { entries, fault: `entry ${number} ${place} does not follow on the one before it` };
      const folded = foldEntry(state, entry, termsAt(instantOf(entry.at)));
      if (folded.quantity !== entry.quantity || folded.cost !== entry.cost)
        return { entries, fault: `entry ${number} ${place} does not add up` };
      state = folded;
      prev = hash;
      expected++;
    }
  }
  const entries = expected - base.first;
  if (expected <= last) return { entries, fault: `entry ${expected} ${place} is missing` };
  if (head !== null && prev !== head)
    return { entries, fault: `entry ${last} ${place} is not the last that was settled` };
  const isWhole =
    head === null || (state.quantity === base.state.quantity && state.realizedPnl === base.state.realizedPnl);
  return {
    entries,
    fault: isWhole ? null : `the entries ${place} do not add up to what the position begins with`,
  };
}
