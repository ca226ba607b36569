import { foldItem } from '../src/ledger/fold-item.js';
import type { FillOwner, LedgerItem } from '../src/ledger/ledger-item.js';
import type { Ledger } from '../src/ledger/ledger.js';
import type { LegState } from '../src/ledger/leg-state.js';
import { UNREGISTERED } from '../src/instruments/instrument.table.js';
import type { OrderFill } from '../src/ledger/order-fill.js';
import type { OrderUpdate } from '../src/orders/order.js';
import type { OrderEntry } from '../src/orders/order-entry.js';
import { BenchCache } from './bench-cache.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { ratios, repeated, sideBySide } from './rounds.js';
import type { Side } from './rounds.js';
import { isFills, workload } from './workload.js';

/** A fill that came in order: the ledger that has it, and what has to be folded. */
interface Unread {
  readonly ledger: Ledger;
  readonly before: LegState;
  readonly item: LedgerItem;
  readonly owner: FillOwner | null;
}

/** Reading a position after one fill that came in order, against the fold of that fill alone. */
export async function positionRead({ orders, rounds }: Plan): Promise<Row[]> {
  const portions = workload(orders);
  const { read, fold } = await repeated(rounds, () =>
    sideBySide(portions, { read: new Reading(readLedgers), fold: new Reading(foldAlone) }, isFills),
  );
  return [
    {
      what: 'folding a position when it is read after one fill in order / the fold of the fill alone',
      values: ratios(read, fold),
      goal: { atMost: 1.2 },
    },
  ];
}

function readLedgers(unread: readonly Unread[]): void {
  for (const { ledger, before } of unread)
    if (ledger.state === before) throw new Error('a fill of the workload changed no position');
}

function foldAlone(unread: readonly Unread[]): void {
  for (const { before, item, owner } of unread)
    if (foldItem(before, item, owner, UNREGISTERED) === before)
      throw new Error('a fill of the workload changed no position');
}

/** Each update is of a symbol of its own within its portion, so that each position has one fill to fold. */
class Reading implements Side<OrderUpdate> {
  private readonly cache = new BenchCache();
  private unread: readonly Unread[] = [];

  constructor(private readonly reading: (unread: readonly Unread[]) => void) {}

  prepare(updates: readonly OrderUpdate[]): void {
    const { positions, tables } = this.cache;
    const unread: Unread[] = [];
    for (const [number, update] of updates.entries()) {
      const symbol = `COIN${number}USDT`;
      const account = tables.positions.account({ exchange: update.exchange, symbol, positionSide: 'NET' });
      const { ledger } = account;
      const before = ledger.state;
      positions.applyUpdate({ ...update, symbol });
      const owner = tables.orders.find(update.exchange, symbol, update.id as string, null) as OrderEntry;
      unread.push({ ledger, before, item: owner.record.last as OrderFill, owner });
    }
    this.unread = unread;
    this.cache.drain();
  }

  /** Of updates without a fill there is nothing to read. */
  work(updates: readonly OrderUpdate[]): void {
    if (updates.some(({ lastFilled }) => lastFilled != null)) this.reading(this.unread);
  }
}
