import type { ExecutionRun } from '../ledger/executions.js';
import { legOfKey } from '../ledger/leg.js';
import type { DecodedOrder } from '../orders/order-codec.js';
import { deriveStored } from '../orders/join-order.js';
import type { OrderEntry } from '../orders/order-entry.js';
import { namesOfKey } from '../orders/order-key.js';
import { runKey } from '../orders/order.table.js';
import { IdSet } from '../state/id-map.js';
import { atOnce, inSteps, sortInSteps } from '../state/steps.js';
import { CacheKey } from '../stores/cache-key.js';
import { NO_CODECS } from '../stores/record-codec.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { readRecord } from '../stores/record-seal.js';
import { checksumOf, isSummed, RecordSum, SUMMED_TYPES } from '../stores/record-sum.js';
import type { RecordTotal, SummedType } from '../stores/record-sum.js';
import type { ScopeStore, StoredRecord } from '../stores/state-store.js';
import { CodecNeededError } from '../stores/store.errors.js';
import { LoadedRecords } from './loaded-records.js';
import type { DecodedTombstone } from './loaded-records.js';
import { nextTurn } from '../state/next-turn.js';
import { kindOf } from './record-kinds.js';
import type { ScopeTables } from './scope-tables.js';

/** So few that a turn stays short also while the collector marks a large heap, which makes it some ten times as long. */
const RECORDS_A_TURN = 100;

/** What came of loading a scope. */
export interface Loaded {
  /** Records that could not be trusted; they are not in the tables. */
  readonly damaged: readonly (StoredRecord & { readonly reason: string })[];
  /** Types of which records vanished, or are not those that were written last; in words. */
  readonly missing: readonly string[];
  /** What is really there of these types. */
  readonly found: ReadonlyMap<SummedType, RecordTotal>;
  /** Positions and orders that are not what their fills add up to, in words. */
  readonly faults: readonly string[];
}

/** What is wrong with what was loaded, in words. */
export function faultsOf({ damaged, missing, faults }: Loaded): readonly string[] {
  return [...damaged.map(({ reason }) => reason), ...missing, ...faults];
}

/** Fills the tables of a scope with what its store has, and checks that all of it is there. */
export async function loadScope(
  store: ScopeStore,
  tables: ScopeTables,
  codecs: RecordCodecs = NO_CODECS,
): Promise<Loaded> {
  const loading = new ScopeLoading(tables, codecs);
  for await (const slice of store.load()) {
    for (const stored of inSteps(slice, RECORDS_A_TURN)) {
      if (stored === undefined) await nextTurn();
      else loading.take(stored);
    }
  }
  await loading.compareSums(store);
  const finishing = loading.finish();
  for (;;) {
    const { done, value } = finishing.next();
    if (done === true) return value;
    await nextTurn();
  }
}

/** What a store had when all of it was read, to be put into tables in one turn. */
export async function readScope(
  store: ScopeStore,
  codecs: RecordCodecs = NO_CODECS,
): Promise<(tables: ScopeTables) => Loaded> {
  const records: StoredRecord[] = [];
  for await (const slice of store.load()) records.push(...slice);
  const sums = await sumsOf(store);
  return (tables) => {
    const loading = new ScopeLoading(tables, codecs);
    for (const stored of records) loading.take(stored);
    loading.compare(sums);
    return atOnce(loading.finish());
  };
}

class ScopeLoading {
  private readonly damaged: Loaded['damaged'][number][] = [];
  private readonly loaded: LoadedRecords;
  /** The keys that were read by type; of orders those that are damaged. */
  private readonly seen = new Map<SummedType, IdSet>(SUMMED_TYPES.map((type) => [type, new IdSet()]));
  private readonly totals = new Map<SummedType, RecordSum>(
    SUMMED_TYPES.map((type) => [type, new RecordSum()]),
  );
  private missing: readonly string[] = [];
  private found: ReadonlyMap<SummedType, RecordTotal> = new Map();

  constructor(
    private readonly tables: ScopeTables,
    private readonly codecs: RecordCodecs,
  ) {
    this.loaded = new LoadedRecords(tables);
  }

  take(stored: StoredRecord): void {
    const { type, key, value } = stored;
    // Orders are so many that remembering their keys would take a tenth of loading: their places tell which of them were read.
    const isOrder = type === CacheKey.ORDER;
    if (!isOrder && !this.isFirst(type, key)) return;
    const { orderCount } = this.loaded;
    try {
      readRecord(type, key, value, this.codecs, (payload) => kindOf(type).decode(key, payload, this.loaded));
      if (isOrder && this.loaded.orderCount === orderCount) return;
    } catch (error) {
      // Nothing is wrong with the record: without its codec, all that was written with it would seem to be damaged.
      if (error instanceof CodecNeededError) throw error;
      if (isOrder && !this.isFirst(type, key)) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.damaged.push({ ...stored, reason });
    }
    if (isSummed(type)) (this.totals.get(type) as RecordSum).add(checksumOf(value));
  }

  /** Whether no record of a key was read before: a store may give one several times. */
  private isFirst(type: StoredRecord['type'], key: string): boolean {
    return !isSummed(type) || (this.seen.get(type) as IdSet).add(key);
  }

  async compareSums(store: ScopeStore): Promise<void> {
    this.compare(await sumsOf(store));
  }

  /** Compares what was read with what the store counted. */
  compare({ said, history }: StoreSums): void {
    const found = new Map<SummedType, RecordTotal>([...this.totals, ...history]);
    this.seen.clear();
    const missing: string[] = [];
    const wrong = new Map<SummedType, RecordTotal>();
    for (const type of SUMMED_TYPES) {
      const [is, was] = [found.get(type), said.get(type) ?? { count: 0, sum: 0 }];
      if (is === undefined || (is.count === was.count && is.sum === was.sum)) continue;
      wrong.set(type, is);
      missing.push(describeMissing(type, is, was));
    }
    this.missing = missing;
    this.found = wrong;
  }

  /** In steps of a moment each. */
  *finish(): Generator<undefined, Loaded> {
    const { loaded, tables } = this;
    const { positions, arrivals } = tables;
    // Complete snapshots say of each leg that is made from here on that it was flat.
    for (const [key, adoption] of loaded.adoptions) {
      positions.adoptions.place(key, adoption);
      arrivals.adopted(adoption.item.at, adoption.exchange);
    }
    for (const [key, base] of loaded.bases) {
      positions.placeBase(key, base);
      if (base.adoptedAt !== null) arrivals.adopted(base.adoptedAt, legOfKey(key).exchange);
    }
    positions.enterAdoptions(loaded.adoptions);
    for (const [key, adjustment] of loaded.adjustments) positions.placeAdjustment(key, adjustment);
    for (const [leg, fills] of loaded.atRest) {
      loaded.atRest.delete(leg);
      yield* positions.enterAtRest(leg, fills);
      yield;
    }
    // In the order of their time: so nearly all fills are entered at the end of their ledgers.
    const orders = yield* sortInSteps(
      loaded.orders,
      ([, left], [, right]) => (left.reportedAt ?? 0) - (right.reportedAt ?? 0),
    );
    loaded.orders = [];
    for (const stored of inSteps(taken(orders), RECORDS_A_TURN)) {
      if (stored === undefined) yield;
      else this.placeOrder(...stored);
    }
    const tombstones = yield* sortInSteps(loaded.tombstones, ([, left], [, right]) => left.at - right.at);
    loaded.tombstones = [];
    for (const stored of inSteps(taken(tombstones), RECORDS_A_TURN)) {
      if (stored === undefined) yield;
      else this.placeTombstone(...stored);
    }
    // After all of them: orders at rest, others and tombstones are placed at different times.
    tables.orders.index.sortByTime();
    const { damaged, missing, found } = this;
    // Positions and the figures of orders were just derived: there is nothing yet that they could differ from.
    return { damaged, missing, found, faults: this.faults };
  }

  private readonly faults: string[] = [];

  private placeOrder(key: string, decoded: DecodedOrder): void {
    this.enter(key, decoded, (record) => this.tables.orders.place(key, record));
  }

  /** An order that is there too came back to life: a crash kept its tombstone from being removed. */
  private placeTombstone(key: string, { at, order }: DecodedTombstone): void {
    if (this.tables.orders.withKey(key) !== null) return;
    this.enter(key, order, (record) => this.tables.orders.placeTombstone(key, { order: record, at }));
  }

  private enter(
    key: string,
    decoded: DecodedOrder,
    place: (record: OrderEntry['record']) => OrderEntry,
  ): void {
    const { positions, orders, arrivals } = this.tables;
    const runs: ExecutionRun[] = [];
    for (let at = 0; at < decoded.runs; at++) {
      const run = this.loaded.runs.get(runKey(key, at));
      if (run === undefined)
        this.faults.push(`run ${at + 1} of the executions of order ${nameOf(key)} is missing`);
      else runs.push(run);
    }
    try {
      const record = deriveStored(decoded.complete(runs), positions.termsOf);
      const { exchange, reportedAt, evidence } = record;
      if (reportedAt !== null) arrivals.saw(reportedAt, exchange);
      for (const { at } of evidence.executions.recent) arrivals.saw(at, exchange);
      const entry = place(record);
      orders.placeRuns(entry);
      positions.enterLoaded(entry);
    } catch (error) {
      this.faults.push(`order ${nameOf(key)} cannot be read: ${(error as Error).message}`);
    }
  }
}

/** What a store says that it has, and what it has of the types that are not loaded. */
interface StoreSums {
  readonly said: ReadonlyMap<string, RecordTotal>;
  readonly history: ReadonlyMap<SummedType, RecordTotal>;
}

async function sumsOf(store: ScopeStore): Promise<StoreSums> {
  const said = await store.sums();
  const history = new Map<SummedType, RecordTotal>();
  for (const type of [CacheKey.HISTORY, CacheKey.FILL] as const) {
    const seen = new IdSet();
    const total = new RecordSum();
    for await (const slice of store.checksums(type))
      for (const [key, checksum] of slice) if (seen.add(key)) total.add(checksum);
    history.set(type, total);
  }
  return { said, history };
}

/** An order's key, to be read. */
function nameOf(key: string): string {
  const { exchange, symbol, id, clientOrderId } = namesOfKey(key);
  return `${exchange} ${symbol} ${id ?? clientOrderId}`;
}

function describeMissing(type: string, is: RecordTotal, was: RecordTotal): string {
  if (is.count < was.count)
    return `${was.count - is.count} of ${was.count} records of type ${type} are missing`;
  if (is.count > was.count)
    return `${is.count - was.count} records of type ${type} are there that were never written, or were removed`;
  return `of the ${was.count} records of type ${type} at least one is not what was written last`;
}

/** Items from the first to the last, each let go of when it is taken. */
function* taken<T>(items: T[]): Generator<T> {
  items.reverse();
  for (let item = items.pop(); item !== undefined; item = items.pop()) yield item;
}
