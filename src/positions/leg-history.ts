import { fromFixedPoint } from '../decimal/fixed-point.js';
import { foldCorrection, foldItem } from '../ledger/fold-item.js';
import type { LegState } from '../ledger/leg-state.js';
import type { FillOwner, LedgerItem } from '../ledger/ledger-item.js';
import { instantOf } from '../ledger/message-time.js';
import type { ContractTerms } from '../instruments/instrument.table.js';
import type { FillHistory, NumberedEntry } from './fill-history.js';
import type { HistoryEntry } from './history-entry.js';
import { STATE_EVERY } from './history-entry.js';

/** Entries that are read at once. */
const CHUNK = 200;

/** The settled entries of one leg that the store has, by number. */
export class LegHistory {
  constructor(
    private readonly history: FillHistory,
    private readonly leg: string,
    private readonly first: number,
    private readonly last: number,
  ) {}

  /** Entries from a number on, in order. */
  async *from(number: number): AsyncGenerator<NumberedEntry> {
    for (let start = Math.max(number, this.first); start <= this.last; start += CHUNK)
      yield* await this.read(start, Math.min(start + CHUNK - 1, this.last));
  }

  /** Entries before a number, up to `limit`, in order. */
  before(number: number, limit: number): Promise<readonly NumberedEntry[]> {
    const last = Math.min(number - 1, this.last);
    const first = Math.max(this.first, last - limit + 1);
    return last < first ? Promise.resolve([]) : this.read(first, last);
  }

  /** The number of the first entry at or after a time (ms); one more than the last if there is none. */
  async numberAt(time: number): Promise<number> {
    let [from, to] = [this.first, this.last + 1];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const [entry] = await this.read(middle, middle);
      if (entry !== undefined && instantOf(entry.entry.at) < time) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** What the leg was after the entry of a number; null if that is not kept. */
  async stateAfter(number: number, termsAt: (at: number) => ContractTerms): Promise<LegState | null> {
    const first = Math.max(this.first, number - 2 * STATE_EVERY);
    const entries = await this.read(first, number);
    const known = entries.findLastIndex(({ entry }) => entry.state !== null);
    if (known < 0) return null;
    let state = (entries[known] as NumberedEntry).entry.state as LegState;
    for (const { entry } of entries.slice(known + 1))
      state = foldEntry(state, entry, termsAt(instantOf(entry.at)));
    return state;
  }

  private async read(first: number, last: number): Promise<readonly NumberedEntry[]> {
    return this.history.entries(this.leg, first, last);
  }
}

/** A leg after one more entry of its history. */
export function foldEntry(state: LegState, entry: HistoryEntry, terms: ContractTerms): LegState {
  if (entry.state !== null) return entry.state;
  const { at } = entry;
  // Its terms are those that it was counted on.
  const counted = { ...terms, kind: state.kind, contractSize: state.contractSize };
  switch (entry.kind) {
    case 'opening':
      return state;
    case 'adjustment':
      return foldItem(state, entry.item, null, counted);
    case 'adoption':
      return foldItem(
        state,
        { kind: 'adoption', id: '', quantity: entry.size, entryPrice: entry.entryPrice, at },
        null,
        counted,
      );
    case 'correction':
      return foldCorrection(
        state,
        { kind: 'correction', quantity: entry.size, cost: entry.sizeCost, fees: entry.fees, at, changed: 0 },
        counted,
      );
    case 'fill':
      return foldItem(state, fillIn(entry), ownerOf(entry), counted);
  }
}

function fillIn(entry: Extract<HistoryEntry, { readonly kind: 'fill' | 'correction' }>): LedgerItem {
  return {
    tradeId: entry.tradeId,
    quantity: fromFixedPoint(entry.size),
    price: null,
    fee: null,
    feeCurrency: null,
    liquidity: entry.liquidity,
    at: entry.at,
    end: null,
    cost: entry.sizeCost,
    fees: entry.fees,
  };
}

function ownerOf({
  orderId,
  clientOrderId,
  side,
}: Extract<HistoryEntry, { readonly kind: 'fill' | 'correction' }>): FillOwner {
  return { key: '', record: { id: orderId, clientOrderId, side } };
}
