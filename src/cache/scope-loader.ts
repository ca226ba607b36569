import type { Balance } from '../balances/balance.js';
import type { Instrument } from '../instruments/instrument.js';
import { instrumentKey } from '../instruments/instrument.table.js';
import type { MarketDatum } from '../market-data/market-data.table.js';
import { decodeOrder } from '../orders/order-codec.js';
import type { OrderEntry } from '../orders/order-entry.js';
import type { RetiredOrder } from '../orders/order.table.js';
import { JsonValue } from '../parameters/json-value.js';
import { decodePosition } from '../positions/position-codec.js';
import { orderAtWatermark } from '../positions/order-at-watermark.js';
import type { AppliedAdjustment } from '../positions/adjustment.js';
import type { Watermark } from '../positions/watermark.js';
import { decodeWatermark } from '../positions/watermark-codec.js';
import type { Entry } from '../state/entry.js';
import { SharedTexts } from '../state/shared-texts.js';
import { CacheKey } from '../stores/cache-key.js';
import { NO_CODECS } from '../stores/record-codec.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { readRecord } from '../stores/record-seal.js';
import { atOnce, inSteps } from '../state/steps.js';
import type { ScopeStore, StoredRecord } from '../stores/state-store.js';
import { CodecNeededError } from '../stores/store.errors.js';
import { nextTurn } from './next-turn.js';
import { decodeRetired } from './retired-codec.js';
import type { QuarantinedRecord } from './quarantined-record.js';
import type { ScopeTables } from './scope-tables.js';

/** So few that a turn stays short also while the collector marks a large heap, which makes it some ten times as long. */
const RECORDS_A_TURN = 100;

/** What came of loading a scope. */
export interface Loaded {
  /** Records that could not be trusted; they are not in the tables. */
  readonly damaged: readonly (StoredRecord & { readonly reason: string })[];
  /** Positions that are not what their orders add up to, in words. */
  readonly faults: readonly string[];
  /** The keys of orders that only trades have told of, with when the latest was heard (ms). */
  readonly tradeOnly: ReadonlyMap<string, number>;
  /** An order by its key, one that left memory too. */
  readonly orderOf: (key: string) => OrderEntry | null;
}

/** What is wrong with what was loaded, in words. */
export function faultsOf({ damaged, faults }: Loaded): readonly string[] {
  return [...damaged.map(({ reason }) => reason), ...faults];
}

/** Fills the tables of a scope with what its store has, and brings orders that are behind their watermark up to it. */
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
  const finishing = loading.finish();
  for (;;) {
    const { done, value } = finishing.next();
    if (done === true) return value;
    await nextTurn();
  }
}

/** `loadScope` in one turn, with records that were read before. */
export function loadRecords(
  records: Iterable<StoredRecord>,
  tables: ScopeTables,
  codecs: RecordCodecs = NO_CODECS,
): Loaded {
  const loading = new ScopeLoading(tables, codecs);
  for (const stored of records) loading.take(stored);
  return atOnce(loading.finish());
}

class ScopeLoading {
  private readonly damaged: Loaded['damaged'][number][] = [];
  private readonly tombstones: [string, RetiredOrder][] = [];
  /** The keys of watermarks whose order was not there when they came. */
  private readonly unlinked: string[] = [];
  /** Orders that are known by their client id only. */
  private readonly withoutId: OrderEntry[] = [];
  private readonly names = new SharedTexts();
  private readonly adjustments: [string, AppliedAdjustment][] = [];
  private readonly tradeOnly = new Map<string, number>();

  constructor(
    private readonly tables: ScopeTables,
    private readonly codecs: RecordCodecs,
  ) {}

  take(stored: StoredRecord): void {
    const { type, key, value } = stored;
    try {
      readRecord(type, key, value, this.codecs, (payload) => this.place(stored, payload));
    } catch (error) {
      // Nothing is wrong with the record: without its codec, all that was written with it would seem to be damaged.
      if (error instanceof CodecNeededError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      this.damaged.push({ ...stored, reason });
    }
  }

  /** In steps of a moment each. */
  *finish(): Generator<undefined, Loaded> {
    for (const tombstone of inSteps(this.tombstones)) {
      if (tombstone === undefined) yield;
      else this.placeTombstone(...tombstone);
    }
    for (const [key, applied] of this.adjustments) this.tables.positions.placeAdjustment(key, applied);
    for (const key of inSteps(this.unlinked)) {
      if (key === undefined) yield;
      else this.linkAtLast(key);
    }
    for (const entry of inSteps(this.withoutId)) {
      if (entry === undefined) yield;
      else this.tables.orders.noteTwin(entry);
    }
    const { damaged, tradeOnly } = this;
    const { orders } = this.tables;
    const faults = yield* this.tables.positions.faultsInSteps();
    return { damaged, tradeOnly, faults, orderOf: (key) => orders.withKey(key) };
  }

  private placeOrder(key: string, payload: string): void {
    const entry = this.tables.orders.place(key, decodeOrder(key, payload, this.names.share));
    if (entry.record.id === null) this.withoutId.push(entry);
  }

  private placeWatermark(key: string, payload: string): void {
    const order = this.tables.orders.withKey(key);
    const watermark = decodeWatermark(key, payload, order?.record, this.names.share);
    // The order's own text of the key: a million of them weigh.
    const entry = this.tables.positions.placeWatermark(order?.key ?? key, watermark);
    if (order === null) this.unlinked.push(key);
    else this.link(order, entry);
  }

  private linkAtLast(key: string): void {
    const entry = this.tables.positions.watermarks.find(key);
    const order = this.tables.orders.withKey(key);
    const trades = entry?.record.trades ?? null;
    if (entry !== null && order !== null) this.link(order, entry);
    else if (trades !== null) this.tradeOnly.set(key, trades.heardAt);
  }

  private link(order: OrderEntry, { unit, record: watermark }: Entry<Watermark>): void {
    order.follows = unit;
    const record = orderAtWatermark(order.record, watermark);
    if (record !== null) this.tables.orders.update(order, record);
  }

  /** An order that is there too came back to life: a crash kept its tombstone from being removed. */
  private placeTombstone(key: string, retired: RetiredOrder): void {
    if (this.tables.orders.withKey(key) === null) this.tables.orders.placeTombstone(key, retired);
  }

  private place({ type, key }: StoredRecord, payload: string): void {
    switch (type) {
      case CacheKey.ORDER:
        if (this.tables.orders.withKey(key) === null) this.placeOrder(key, payload);
        break;
      case CacheKey.TOMBSTONE:
        this.tombstones.push([key, decodeRetired(key, payload)]);
        break;
      case CacheKey.POSITION:
        this.tables.positions.place(decodePosition(payload));
        break;
      case CacheKey.WATERMARK:
        this.placeWatermark(key, payload);
        break;
      case CacheKey.ADJUSTMENT:
        this.adjustments.push([key, JSON.parse(payload) as AppliedAdjustment]);
        break;
      case CacheKey.INSTRUMENT: {
        const instrument = JSON.parse(payload) as Instrument;
        this.tables.instruments.place(instrumentKey(instrument.exchange, instrument.symbol), instrument);
        break;
      }
      case CacheKey.MARKET_DATA:
        this.tables.marketData.place(key, JSON.parse(payload) as MarketDatum);
        break;
      case CacheKey.BALANCE:
        this.tables.balances.place(key, Object.freeze(JSON.parse(payload) as Balance));
        break;
      case CacheKey.PARAMETER:
        this.tables.parameters.place(key, JsonValue.from(payload));
        break;
      case CacheKey.METADATA:
        this.tables.metadata.place(key, JsonValue.from(payload));
        break;
      case CacheKey.LEVERAGE:
        this.tables.leverages.place(key, JSON.parse(payload) as string);
        break;
      case CacheKey.QUARANTINE:
        this.tables.quarantine.place(key, JSON.parse(payload) as QuarantinedRecord);
        break;
    }
  }
}
