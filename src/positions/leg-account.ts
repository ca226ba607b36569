import type { Ledger } from '../ledger/ledger.js';
import type { FoldedItem } from '../ledger/ledger.js';
import type { Leg } from '../ledger/leg.js';
import { legKey } from '../ledger/leg.js';
import { isFill } from '../ledger/ledger-item.js';
import type { FillOwner, LedgerItem } from '../ledger/ledger-item.js';
import { instantOf } from '../ledger/message-time.js';
import type { RestingFills } from '../ledger/resting-fills.js';
import { isUpTo } from '../ledger/settled-place.js';
import type { Entry } from '../state/entry.js';
import type { BaseRecord } from './base-record.js';
import type { ShownPosition } from './position-view.js';

/** A leg with its ledger, and what was settled of it. */
export class LegAccount implements Leg {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: Leg['positionSide'];
  readonly key: string;
  /** The record of what was settled; null before the first. */
  base: Entry<BaseRecord> | null = null;
  /** What was settled last, until the store has it. */
  settling: readonly FoldedItem[] = [];
  /** Entries of the fill history, and what drops them, on their way to the store. */
  appending: readonly Entry[] = [];
  /** The orders of which a message was missed: where their fills stand depends on the snapshots that were adopted. */
  readonly missed = new Set<FillOwner>();
  /** What callers saw of it last; null before they asked. */
  shown: ShownPosition | null = null;
  /** Items that make the leg exist: all but adoptions that say it is flat. */
  private moves = 0;

  constructor(
    leg: Leg,
    readonly ledger: Ledger,
  ) {
    this.exchange = leg.exchange;
    this.symbol = leg.symbol;
    this.positionSide = leg.positionSide;
    this.key = legKey(leg);
  }

  /** Whether anything ever moved it. */
  get exists(): boolean {
    return this.moves > 0 || this.base?.record.hasMoved === true || this.ledger.size > this.ledger.plainSize;
  }

  /** Where its latest item stands in time (ms); 0 if there is none. */
  get latestTime(): number {
    return Math.max(this.ledger.latestTime, instantOf(this.base?.record.last?.at ?? 0));
  }

  insert(item: LedgerItem, owner: FillOwner | null, changed: number): void {
    if (isMove(item)) this.moves++;
    if (owner !== null && isFill(item) && item.missed === true) this.missed.add(owner);
    this.ledger.insert(item, owner, changed);
  }

  /** Enters fills of orders at rest, as at load. */
  *enterAtRest(fills: RestingFills, changed: number): Generator<undefined, void> {
    this.moves += fills.size;
    yield* fills.enter(this.ledger, changed);
  }

  remove(item: LedgerItem, owner: FillOwner | null): void {
    if (this.ledger.remove(item, owner) && isMove(item)) this.moves--;
  }

  /** Counts what settling took out of the ledger. */
  settled(items: readonly FoldedItem[]): void {
    for (const { item } of items)
      if (!('kind' in item && item.kind === 'correction') && isMove(item)) this.moves--;
  }

  /** Whether the place of an item is among what was settled. */
  hasSettled(item: LedgerItem, owner: FillOwner | null): boolean {
    const last = this.base?.record.last ?? null;
    return last !== null && isUpTo(last, item, owner);
  }

  /** The time of the latest snapshot that was adopted from one time on and before another (see `message-time.ts`); null if none was. */
  snapshotBetween(from: number, before: number): number | null {
    let latest: number | null = null;
    const [start, end] = [instantOf(from), instantOf(before)];
    for (const item of this.ledger.othersBetween(start, end)) if (item.kind === 'adoption') latest = item.at;
    const settled = this.base?.record.adoptedAt ?? null;
    if (latest === null && settled !== null && settled >= start && settled < end) return settled;
    return latest;
  }
}

/** Whether an item makes its leg exist. */
export function isMove(item: LedgerItem): boolean {
  return isFill(item) || item.kind === 'adjustment' || item.quantity !== 0n;
}
