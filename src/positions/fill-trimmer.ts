import type { ContractTerms } from '../instruments/instrument.table.js';
import type { FillHistory } from './fill-history.js';
import { encodeHistoryEntry, openingEntry } from './history-entry.js';
import type { LegAccount } from './leg-account.js';
import { LegHistory } from './leg-history.js';

/** Entries that one commit drops. */
const DROPPED_AT_ONCE = 200;

/** The beginning of a leg's history that is to be dropped, and the entry that stands for it from then on. */
export interface Trim {
  readonly first: number;
  /** The number of the opening entry: those from `first` to before it go. */
  readonly number: number;
  readonly payload: string;
}

/** Finds what is too old in the fill history. */
export class FillTrimmer {
  constructor(
    private readonly history: FillHistory,
    private readonly termsAt: (exchange: string, symbol: string, at: number) => ContractTerms,
  ) {}

  /** The next entries of a leg to drop: those settled before a time (ms); null if there are none. The last entry stays. */
  async next(account: LegAccount, settledBefore: number): Promise<Trim | null> {
    const base = account.base?.record ?? null;
    if (base === null || account.base?.dirty === true || account.settling.length > 0) return null;
    const { first, count } = base;
    // Nearly always there are none, and one entry tells it.
    const [oldest] = await this.history.entries(account.key, first + 1, first + 1);
    if (oldest === undefined || oldest.entry.settledAt >= settledBefore) return null;
    const entries = await this.history.entries(account.key, first, Math.min(first + DROPPED_AT_ONCE, count));
    const last = entries.findLast(({ number, entry }) => entry.settledAt < settledBefore && number > first);
    if (last === undefined) return null;
    const { exchange, symbol } = account;
    const leg = new LegHistory(this.history, account.key, first, count);
    const state = await leg.stateAfter(last.number, (at) => this.termsAt(exchange, symbol, at));
    if (state === null) return null;
    const { at, settledAt } = last.entry;
    const payload = encodeHistoryEntry(openingEntry(state, { at, prev: '', stands: last.hash, settledAt }));
    return { first, number: last.number, payload };
  }
}
