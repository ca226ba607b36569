import { Logger } from '@nestjs/common';
import type { OrderFill } from '../ledger/order-fill.js';
import type { Order } from '../orders/order.js';
import { isShown } from '../orders/order-record.js';
import type { OrderEntry } from '../orders/order-entry.js';
import type { OrderTable } from '../orders/order.table.js';
import type { OrderWatch } from '../orders/order-watch.js';
import type { PositionGap } from '../positions/applied-update.js';
import type { LegAccount } from '../positions/leg-account.js';
import type { LegWatch } from '../positions/leg-watch.js';
import type { Position } from '../positions/position.js';
import type { PositionService } from '../positions/position.service.js';
import type { PositionTable } from '../positions/position.table.js';
import type { Changes } from '../state/changes.js';
import { FillChanges } from './fill-changes.js';
import { FillNumbers } from './fill-numbers.js';
import { fillEvents } from './fill-events.js';
import type { FillOfOrder, TurnEvents } from './turn-events.js';

/** Gets the events of a turn at its end. */
export type TurnListener = (turn: TurnEvents) => void;

/** What the feed looks at. */
export interface FeedTables {
  readonly changes: Changes;
  readonly orders: OrderTable;
  readonly positions: PositionTable;
}

/**
 * Tells listeners at the end of each turn what it did to orders, fills and positions. While nobody listens, or the scope loads, the tables
 * tell it nothing, and cost nothing for it.
 */
export class ChangeFeed implements OrderWatch, LegWatch {
  private readonly logger = new Logger('TradingCache');
  readonly numbers: FillNumbers;
  private readonly listeners = new Set<TurnListener>();
  private isAttached = false;
  private orders = new Set<OrderEntry>();
  private fills = new Map<OrderEntry, FillChanges>();
  private legs = new Set<LegAccount>();
  private gaps: PositionGap[] = [];

  constructor(
    private readonly tables: FeedTables,
    private readonly positions: PositionService,
    now: () => number,
  ) {
    this.numbers = new FillNumbers(now);
    tables.changes.turn.onEnd = () => this.endTurn();
  }

  /** @returns what ends it. */
  listen(listener: TurnListener): () => void {
    this.listeners.add(listener);
    this.watch();
    return () => {
      this.listeners.delete(listener);
      this.watch();
    };
  }

  /** From now on changes are news: the scope is loaded. */
  attach(): void {
    this.isAttached = true;
    this.watch();
  }

  /** What happens to the tables from now on is no news: they are emptied, and loaded. */
  detach(): void {
    this.isAttached = false;
    this.watch();
    this.clear();
  }

  orderChanged(order: OrderEntry): void {
    this.orders.add(order);
    this.tables.changes.turn.stir();
  }

  orderMerged(into: OrderEntry, other: OrderEntry): void {
    this.orders.delete(other);
    const fills = this.fills.get(other);
    if (fills === undefined) return;
    this.fills.delete(other);
    this.fillsOf(into).merge(fills);
  }

  fillsEntered(
    order: OrderEntry,
    account: LegAccount,
    fills: readonly OrderFill[],
    isKnown: (fill: OrderFill) => boolean,
  ): void {
    if (fills.length === 0) return;
    const changes = this.fillsOf(order);
    for (const fill of fills) changes.entered(account, fill, isKnown(fill));
    this.legChanged(account);
  }

  fillsTaken(order: OrderEntry, account: LegAccount, fills: readonly OrderFill[]): void {
    if (fills.length === 0) return;
    const changes = this.fillsOf(order);
    for (const fill of fills) changes.taken(account, fill);
    this.legChanged(account);
  }

  legChanged(account: LegAccount): void {
    this.legs.add(account);
    this.tables.changes.turn.stir();
  }

  gapFound(gap: PositionGap): void {
    this.gaps.push(gap);
    this.tables.changes.turn.stir();
  }

  private fillsOf(order: OrderEntry): FillChanges {
    const known = this.fills.get(order);
    if (known !== undefined) return known;
    const fills = new FillChanges();
    this.fills.set(order, fills);
    return fills;
  }

  /** What a listener changes belongs to the turn, and is told too. */
  private endTurn(): void {
    while (this.orders.size + this.fills.size + this.legs.size + this.gaps.length > 0) this.tell();
  }

  private tell(): void {
    const { orders, fills, legs, gaps } = this;
    this.clear();
    const turn = new Turn(gaps, {
      fills: () => fillEvents(fills, this.numbers),
      orders: () => [...orders].flatMap((order) => (isShown(order.record) ? [order.view] : [])),
      positions: () => [...legs].flatMap((account) => (account.exists ? [this.positions.view(account)] : [])),
    });
    for (const listener of this.listeners) {
      try {
        listener(turn);
      } catch (error) {
        this.logger.error('A listener failed at the end of a turn; the others are told.', error);
      }
    }
  }

  private clear(): void {
    this.orders = new Set();
    this.fills = new Map();
    this.legs = new Set();
    this.gaps = [];
  }

  private watch(): void {
    const watch = this.isAttached && this.listeners.size > 0 ? this : null;
    this.tables.orders.watch = watch;
    this.tables.positions.watch = watch;
  }
}

/** A turn whose events are made when the first listener asks for them, and once. */
class Turn implements TurnEvents {
  private madeFills: readonly FillOfOrder[] | null = null;
  private madeOrders: readonly Order[] | null = null;
  private madePositions: readonly Position[] | null = null;

  constructor(
    readonly gaps: readonly PositionGap[],
    private readonly make: {
      fills(): FillOfOrder[];
      orders(): Order[];
      positions(): Position[];
    },
  ) {}

  get fills(): readonly FillOfOrder[] {
    return (this.madeFills ??= this.make.fills());
  }

  get orders(): readonly Order[] {
    return (this.madeOrders ??= this.make.orders());
  }

  get positions(): readonly Position[] {
    return (this.madePositions ??= this.make.positions());
  }
}
