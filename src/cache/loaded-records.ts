import type { ExecutionRun } from '../ledger/executions.js';
import { legKey } from '../ledger/leg.js';
import type { Leg } from '../ledger/leg.js';
import { RestingFills } from '../ledger/resting-fills.js';
import { decodeOrder } from '../orders/order-codec.js';
import type { DecodedOrder } from '../orders/order-codec.js';
import { POSITION_SIDE_CODES } from '../orders/order-codes.js';
import { idInKey, namesOfKey } from '../orders/order-key.js';
import type { Market } from '../orders/order-market.js';
import { RestingScan } from '../orders/resting-scan.js';
import { recordToRest } from '../orders/resting-order.js';
import type { AppliedAdjustment } from '../positions/adjustment.js';
import type { Adoption } from '../positions/adoption.js';
import type { BaseRecord } from '../positions/base-record.js';
import { IdSet } from '../state/id-map.js';
import { SharedTexts } from '../state/shared-texts.js';
import type { ScopeTables } from './scope-tables.js';

/** What is left of an order that left memory, as it was read. */
export interface DecodedTombstone {
  readonly at: number;
  readonly order: DecodedOrder;
}

/** A market that orders were read of. */
interface LoadedMarket {
  readonly market: Market;
  /** The fills at rest of each of its legs, by the code of the leg. */
  readonly fills: (RestingFills | undefined)[];
}

/**
 * What was read of a scope. Records that stand alone are in their tables; those that depend on each other wait here, because a store gives them
 * in no order.
 */
export class LoadedRecords {
  // Lists, which a loader takes over as they are; it reads each record once.
  orders: [key: string, order: DecodedOrder][] = [];
  /** The fills of orders at rest by leg. */
  readonly atRest = new Map<string, RestingFills>();
  tombstones: [key: string, tombstone: DecodedTombstone][] = [];
  readonly runs = new Map<string, ExecutionRun>();
  readonly bases = new Map<string, BaseRecord>();
  readonly adjustments = new Map<string, AppliedAdjustment>();
  readonly adoptions = new Map<string, Adoption>();
  /** Makes equal names of exchanges, symbols and currencies one. */
  readonly share = new SharedTexts().share;

  /** How many orders were read. */
  orderCount = 0;
  /** The keys of those that were not scanned. */
  private readonly read = new IdSet();
  private readonly scan = new RestingScan();
  private readonly markets = new Map<Market, LoadedMarket>();
  private latest: LoadedMarket | null = null;

  constructor(readonly tables: ScopeTables) {}

  /** Adds an order, unless it was read before. @throws if the payload is not what `encodeOrder` writes. */
  addOrder(key: string, payload: string): void {
    if (this.scan.scan(payload) && this.placeScanned(key, payload)) return;
    const order = decodeOrder(key, payload, this.share);
    if (!this.read.add(key)) return;
    this.orderCount++;
    if (!this.placeAtRest(key, order, payload)) this.orders.push([key, order]);
  }

  /** Places an order that the scan found to be one that can be at rest. @returns whether its key has an id. */
  private placeScanned(key: string, payload: string): boolean {
    const { orders, arrivals } = this.tables;
    const { scan } = this;
    const { market, fills: legs } = this.marketOf(key);
    const { exchange, symbol, place } = market;
    const id = idInKey(key, place);
    if (id === null) return false;
    const { clientOrderId, positionSideCode } = scan;
    let fills = legs[positionSideCode];
    if (fills === undefined) {
      const positionSide = POSITION_SIDE_CODES.nameOf(positionSideCode, 'positionSide');
      legs[positionSideCode] = fills = this.fillsAtRest({ exchange, symbol, positionSide });
    }
    const entry = orders.placeAtRest(market, id, clientOrderId);
    // It was read before.
    if (entry === null) return true;
    this.orderCount++;
    arrivals.saw(scan.latestAt, exchange);
    fills.add(entry, scan.times, scan.fills);
    entry.rest(payload, fills);
    return true;
  }

  /** Places an order that can be at rest: nothing that is still to be read changes it. @returns whether it can. */
  private placeAtRest(key: string, order: DecodedOrder, payload: string): boolean {
    const { orders, arrivals } = this.tables;
    const record = recordToRest(order);
    if (record === null) return false;
    const times = record.evidence.executions.recent.map(({ at }) => at);
    if (record.reportedAt !== null) arrivals.saw(record.reportedAt, record.exchange);
    for (const at of times) arrivals.saw(at, record.exchange);
    const entry = orders.place(key, record);
    const fills = this.fillsAtRest(record);
    fills.add(entry, times);
    entry.rest(payload, fills);
    return true;
  }

  private fillsAtRest(leg: Leg): RestingFills {
    const key = legKey(leg);
    let fills = this.atRest.get(key);
    if (fills === undefined) this.atRest.set(key, (fills = new RestingFills()));
    return fills;
  }

  /** The market that the key of an order begins with: mostly that of the order before. */
  private marketOf(key: string): LoadedMarket {
    if (this.latest !== null && key.startsWith(this.latest.market.place)) return this.latest;
    const { exchange, symbol } = namesOfKey(key, this.share);
    const market = this.tables.orders.markets.at(exchange, symbol);
    this.latest = this.markets.get(market) ?? { market, fills: [] };
    this.markets.set(market, this.latest);
    return this.latest;
  }

  addTombstone(key: string, tombstone: DecodedTombstone): void {
    this.tombstones.push([key, tombstone]);
  }
}
