import { Entry, FREE_BITS } from '../state/entry.js';
import type { TableEntry } from '../state/entry.js';
import { CacheKey } from '../stores/cache-key.js';
import type { ExecutionRun } from '../ledger/executions.js';
import type { OwnerAtRest, RestingOwner } from '../ledger/ledger-item.js';
import type { RestingFills } from '../ledger/resting-fills.js';
import type { Order } from './order.js';
import type { Market } from './order-market.js';
import type { OrderRecord } from './order-record.js';
import { orderView } from './order-view.js';
import { readAtRest } from './resting-order.js';

/**
 * - `live`: in memory, in every query.
 * - `retiring`: on its way out; still in every query, because its history entry is not committed yet.
 * - `retired`: a tombstone; only late messages find it.
 * - `purged`: forgotten; nothing finds it.
 */
export type OrderStage = 'live' | 'retiring' | 'retired' | 'purged';

const STAGES: readonly OrderStage[] = ['live', 'retiring', 'retired', 'purged'];
const HAS_TOMBSTONE = FREE_BITS;
const AT_REST = FREE_BITS << 1;
const SHOWN = FREE_BITS << 2;
const AMONG_OPEN = FREE_BITS << 3;
/** Above all others: the place in `STAGES`. */
const STAGE_SHIFT = 8;
const BELOW_STAGE = (1 << STAGE_SHIFT) - 1;

/** What entries count their times from (ms), the first that there was: what is left of them are small integers, which take no objects of their own. */
let start = 0;
/** Few orders have sealed runs. */
const runsOf = new WeakMap<OrderEntry, TableEntry<ExecutionRun>[]>();

/** Stands where the record of an order would until it is at rest. */
const UNREAD = Object.freeze({}) as OrderRecord;

/** What stands for the record of an order at rest. */
interface Resting {
  /** What the store has of it. */
  readonly text: string;
  /** Where its fills are. */
  readonly fills: RestingFills;
}

/**
 * An order's place in the table. One that ended before it was loaded is at rest: the text that the store has stands for its record, and its
 * leg's ledger for its fills, until something asks for the record itself. Such orders are many, and take less than half the memory so.
 */
export class OrderEntry extends Entry<OrderRecord> implements RestingOwner {
  /** Its neighbours in the list of its market that shows it. */
  before: OrderEntry | null = null;
  after: OrderEntry | null = null;
  private changedLater = 0;
  private retiredLater = 0;
  private shown: Order | null = null;

  /** @param changedAt when the cache last changed it, on the cache's own clock (ms). */
  constructor(
    /** Where it is for life. */
    readonly market: Market,
    /** What it was called when it was first heard of, as its key says: names may have become known since. */
    private readonly name: string,
    record: OrderRecord,
    changedAt: number,
  ) {
    super(record);
    if (start === 0) start = Math.floor(changedAt);
    this.changedLater = changedAt - start;
  }

  get table(): string {
    return CacheKey.ORDER;
  }

  /** The key that it has for life. Made when it is asked for: it takes as much memory as the rest. */
  get key(): string {
    return this.market.place + this.name;
  }

  get stage(): OrderStage {
    return STAGES[this.bits >> STAGE_SHIFT] as OrderStage;
  }

  set stage(stage: OrderStage) {
    this.bits = (this.bits & BELOW_STAGE) | (STAGES.indexOf(stage) << STAGE_SHIFT);
  }

  /** The store may have a tombstone of it, which goes when it is live again. */
  get hasTombstone(): boolean {
    return this.has(HAS_TOMBSTONE);
  }

  set hasTombstone(has: boolean) {
    this.set(HAS_TOMBSTONE, has);
  }

  /** Whether its market shows it; else it is hidden from queries. */
  get isShown(): boolean {
    return this.has(SHOWN);
  }

  set isShown(isShown: boolean) {
    this.set(SHOWN, isShown);
  }

  /** Whether it is shown among the open orders; else among those that have ended. */
  get isAmongOpen(): boolean {
    return this.has(AMONG_OPEN);
  }

  set isAmongOpen(isAmongOpen: boolean) {
    this.set(AMONG_OPEN, isAmongOpen);
  }

  /** When the cache last changed it, on the cache's own clock (ms). */
  get changedAt(): number {
    return start + this.changedLater;
  }

  /** When it began to leave memory, on the cache's own clock (ms), where it does. */
  get retiredAt(): number {
    return start + this.retiredLater;
  }

  set retiredAt(at: number) {
    this.retiredLater = at - start;
  }

  /** The records of its sealed runs of executions; null while it has none. */
  get runs(): TableEntry<ExecutionRun>[] | null {
    return runsOf.get(this) ?? null;
  }

  set runs(runs: TableEntry<ExecutionRun>[]) {
    runsOf.set(this, runs);
  }

  /** An order that goes to rest (see `rest`), whose record nobody read. */
  static resting(market: Market, name: string, changedAt: number): OrderEntry {
    return new OrderEntry(market, name, UNREAD, changedAt);
  }

  /** The record; that of an order at rest stays in memory from then on. */
  override get record(): OrderRecord {
    return this.isAtRest ? this.wake() : this.latest;
  }

  override set record(record: OrderRecord) {
    if (this.isAtRest) this.wake();
    this.latest = record;
  }

  /** Replaces the record, and with it what callers see. */
  update(record: OrderRecord, changedAt: number): void {
    this.record = record;
    this.changedLater = changedAt - start;
    this.shown = null;
  }

  /** What callers see; made when first asked for, and shared, as it is frozen. */
  get view(): Order {
    return (this.shown ??= orderView(this.read()));
  }

  /** Lets go of the record, as at load. @param text what the store has of it: see `recordToRest`. */
  rest(text: string, fills: RestingFills): void {
    // A part of what was read, which it is nearly all of, as it is: a copy would take as long as looking at it.
    const resting: Resting = { text, fills };
    this.latest = resting as unknown as OrderRecord;
    this.set(AT_REST, true);
  }

  /** Whether the text stands for the record. */
  get isAtRest(): boolean {
    return this.has(AT_REST);
  }

  /** The record, to be looked at once: an order at rest stays so. */
  read(): OrderRecord {
    return this.isAtRest ? readAtRest(this, this.resting.text) : this.latest;
  }

  ownerAtRest(): OwnerAtRest {
    const record = this.read();
    return { key: this.key, record, fills: record.evidence.executions.recent };
  }

  /** What stands in the place of the record. */
  private get resting(): Resting {
    return this.latest as unknown as Resting;
  }

  private wake(): OrderRecord {
    const { fills } = this.resting;
    this.latest = this.read();
    this.set(AT_REST, false);
    fills.wake(this, this.latest.evidence.executions.recent);
    return this.latest;
  }

  private has(bit: number): boolean {
    return (this.bits & bit) !== 0;
  }

  private set(bit: number, isSet: boolean): void {
    this.bits = isSet ? this.bits | bit : this.bits & ~bit;
  }
}
