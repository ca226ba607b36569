import { toFixedPoint } from '../decimal/fixed-point.js';
import { assertObject } from '../orders/field-checks.js';
import type { CheckedUpdate } from '../orders/checked-update.js';
import type { Order, OrderUpdate } from '../orders/order.js';
import type { OrderService } from '../orders/order.service.js';
import { isTerminalStatus } from '../orders/order.js';
import { UpdateFault } from '../orders/update-fault.js';
import { legKey } from '../ledger/leg.js';
import { checkUpdate } from '../orders/update-check.js';
import type { Position } from '../positions/position.js';
import { settlesIn } from '../instruments/settle-currency.js';
import type { PositionService } from '../positions/position.service.js';
import { checkExchange, checkPositions, checkTime } from './check-snapshot.js';
import type { CheckedPosition } from './check-snapshot.js';
import { compareOrder, missingOrder } from './compare-orders.js';
import { comparePositions } from './compare-positions.js';
import type { FoundDifference } from './compare-positions.js';
import type { OrderDifference, ProfitDrift, Reconciliation } from './difference.js';
import { ProfitWatch } from './profit-drift.js';
import type { ComparedPosition } from './profit-drift.js';
import type { OpenOrderSnapshot, Snapshot } from './snapshot.js';

/** How a snapshot is compared. */
export interface ReconcileOptions {
  /** Whether to take over what the exchange says. */
  readonly adopt?: boolean;
}

export interface MissingOrderOptions {
  /**
   * Asks the exchange for one order, past any cache. What it answers is applied; null (the exchange does not know it) and an error change
   * nothing: an order is never closed by silence.
   */
  readonly fetchOrder: (order: Order) => Promise<OrderUpdate | null>;
  /** Orders that changed here within this time (ms) are left alone: the list may be older than they are. */
  readonly graceMs?: number;
}

/** What became of orders that are open here and not in the exchange's list. */
export interface MissingOrders {
  /** Ended, as the exchange said when it was asked. */
  readonly confirmed: readonly Order[];
  /** Still open: the exchange says so, does not know them, or could not be asked. */
  readonly unconfirmed: readonly Order[];
}

const GRACE_MS = 5_000;

/** A position that there never was. */
const NOTHING: ComparedPosition = {
  quantity: 0n,
  openedAt: null,
  gross: 0n,
  net: 0n,
  netWithAdjustments: 0n,
};

/** Compares a scope with what exchanges say of themselves, and takes their word over when told to. */
export class ReconciliationService {
  private readonly profits = new ProfitWatch();

  constructor(
    private readonly orders: OrderService,
    private readonly positions: PositionService,
  ) {}

  /**
   * Compares positions and open orders with a snapshot. Taking it over joins the open orders first, as reports, and then makes each position what the
   * snapshot says that it was at its time, also where nothing differs: fills from before that time count no more for it. An order that is missing in it is reported, never closed (see `resolveMissingOrders`).
   *
   * @throws {UpdateFault} naming what is wrong in the snapshot; nothing has changed then.
   * @throws {LimitReachedError} if the scope has no room for all orders and positions that are to begin; nothing has changed then.
   */
  reconcile(snapshot: Snapshot, { adopt = false }: ReconcileOptions = {}): Reconciliation {
    assertObject(snapshot);
    const exchange = checkExchange(snapshot.exchange);
    const asOf = checkTime(snapshot.timestamp);
    const theirPositions = checkPositions(exchange, listOf(snapshot.positions, 'positions'));
    const theirOrders = listOf(snapshot.openOrders, 'openOrders').map((each, at) =>
      openOrder(exchange, each, at),
    );
    const orders = theirOrders.flatMap(({ checked }) => compareOrder(this.known(checked), checked));
    if (snapshot.openOrders != null && snapshot.complete)
      orders.push(
        ...this.missing(
          exchange,
          theirOrders.map(({ checked }) => checked),
        ).map(missingOrder),
      );
    const hasPositions = snapshot.positions != null;
    const compared = (): FoundDifference[] =>
      hasPositions
        ? comparePositions(this.positions.statesOf(exchange), theirPositions, snapshot.complete)
        : [];
    const positions = compared();
    if (adopt) {
      for (const found of positions) assertAdoptable(found);
      this.admit(exchange, theirPositions, theirOrders);
      for (const { update } of theirOrders) this.positions.applyListed(update);
      if (hasPositions) this.adopt(exchange, theirPositions, snapshot.complete, asOf);
    }
    return {
      exchange,
      adopted: adopt,
      positions: positions.map(({ difference }) => difference),
      orders,
      drift: this.driftOf(theirPositions),
    };
  }

  /** `reconcile` of positions alone. `positions` that could not be fetched are null: nothing is concluded then. */
  reconcilePositions(
    snapshot: Omit<Snapshot, 'openOrders'>,
    options?: ReconcileOptions,
  ): Pick<Reconciliation, 'positions' | 'drift'> {
    const { positions, drift } = this.reconcile({ ...snapshot, openOrders: null }, options);
    return { positions, drift };
  }

  /** `reconcile` of open orders alone. */
  reconcileOpenOrders(
    snapshot: Omit<Snapshot, 'positions'>,
    options?: ReconcileOptions,
  ): readonly OrderDifference[] {
    return this.reconcile({ ...snapshot, positions: null }, options).orders;
  }

  /**
   * Asks the exchange for each order that is open here and not in its complete list of open orders, and applies what it says.
   *
   * @throws {UpdateFault} naming what is wrong in the list.
   */
  async resolveMissingOrders(
    snapshot: Omit<Snapshot, 'positions' | 'complete'>,
    { fetchOrder, graceMs = GRACE_MS }: MissingOrderOptions,
  ): Promise<MissingOrders> {
    if (!(graceMs >= 0)) throw new UpdateFault('graceMs', 'must be a number of milliseconds, 0 or more');
    const exchange = checkExchange(snapshot.exchange);
    if (snapshot.openOrders == null) return { confirmed: [], unconfirmed: [] };
    const listed = listOf(snapshot.openOrders, 'openOrders').map(
      (each, at) => openOrder(exchange, each, at).checked,
    );
    const confirmed: Order[] = [];
    const unconfirmed: Order[] = [];
    for (const order of this.missing(exchange, listed).filter((each) =>
      this.orders.isSettled(each, graceMs),
    )) {
      const update = await answerOf(fetchOrder, order);
      if (update !== null) this.positions.applyUpdate(update);
      const now = this.knownAs(order) ?? order;
      (isTerminalStatus(now.status) ? confirmed : unconfirmed).push(now);
    }
    return { confirmed, unconfirmed };
  }

  /** The orders that are open here and not in a list of what is open there. */
  private missing(exchange: string, listed: readonly CheckedUpdate[]): Order[] {
    const isListed = new Set(listed.map((each) => this.known(each)));
    return this.orders
      .ordersOpen({ exchange, includeCanceling: true })
      .filter((order) => !isListed.has(order));
  }

  /** All or nothing: half a snapshot would say of the other half that it is not so. */
  private admit(
    exchange: string,
    theirPositions: readonly CheckedPosition[],
    theirOrders: readonly { readonly checked: CheckedUpdate }[],
  ): void {
    const fresh = theirOrders.filter(({ checked }) => this.known(checked) === null);
    const names = fresh.map(({ checked: { symbol, id, clientOrderId } }) =>
      JSON.stringify([symbol, id ?? clientOrderId]),
    );
    this.orders.admit(new Set(names).size);
    this.positions.admit(
      theirPositions.map(({ symbol, positionSide }) => ({ exchange, symbol, positionSide })),
    );
  }

  private known({ exchange, symbol, id, clientOrderId }: CheckedUpdate): Order | null {
    const place = { exchange, symbol };
    const byId = id === null ? null : this.orders.order(id, place);
    return byId ?? (clientOrderId === null ? null : this.orders.order(clientOrderId, place));
  }

  private knownAs({ exchange, symbol, id, clientOrderId }: Order): Order | null {
    return this.orders.order(id ?? (clientOrderId as string), { exchange, symbol });
  }

  private adopt(
    exchange: string,
    theirs: readonly CheckedPosition[],
    complete: boolean,
    asOf: number | null,
  ): void {
    for (const { symbol, positionSide, quantity, entryPrice, timestamp } of theirs)
      this.positions.adopt(
        { exchange, symbol, positionSide },
        { quantity, entryPrice, asOf: asOf ?? timestamp },
      );
    if (complete) this.positions.adoptRest(exchange, new Set(theirs.map(legKey)), asOf);
  }

  private driftOf(snapshots: readonly CheckedPosition[]): ProfitDrift[] {
    return snapshots.flatMap((each) => {
      const { exchange, symbol, positionSide } = each;
      const position = this.positions.position(symbol, { exchange, positionSide });
      const ours = position === null ? NOTHING : this.comparedOf(position);
      return this.profits.compare(each, ours) ?? [];
    });
  }

  private comparedOf(position: Position): ComparedPosition {
    const { exchange, symbol, signedAmount, openedAt, realizedPnl, netRealizedPnl, adjustments } = position;
    const settle = this.positions.instrument(exchange, symbol)?.settle ?? null;
    const net = toFixedPoint(netRealizedPnl);
    const adjusted = Object.entries(adjustments)
      .filter(([currency]) => settlesIn(symbol, settle, currency))
      .reduce((sum, [, amount]) => sum + toFixedPoint(amount), 0n);
    return {
      quantity: toFixedPoint(signedAmount),
      openedAt,
      gross: toFixedPoint(realizedPnl),
      net,
      netWithAdjustments: net + adjusted,
    };
  }
}

/** What the exchange says of an order; null where it could not be asked, however that is told. */
async function answerOf(
  fetchOrder: MissingOrderOptions['fetchOrder'],
  order: Order,
): Promise<OrderUpdate | null> {
  try {
    return await fetchOrder(order);
  } catch {
    return null;
  }
}

function listOf<T>(list: readonly T[] | null | undefined, field: string): readonly T[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new UpdateFault(field, 'must be a list, or null where there is none');
  return list;
}

function openOrder(
  exchange: string,
  order: OpenOrderSnapshot,
  at: number,
): { readonly update: OrderUpdate; readonly checked: CheckedUpdate } {
  const place = `openOrders[${at}]`;
  try {
    assertObject(order);
    const update = { ...order, exchange: order.exchange ?? exchange };
    const checked = checkUpdate(update, null);
    if (checked.exchange !== exchange)
      throw new UpdateFault('exchange', `is not ${exchange}, whose snapshot it is`);
    return { update, checked };
  } catch (error) {
    if (!(error instanceof UpdateFault)) throw error;
    throw new UpdateFault(`${place}.${error.field}`, error.reason);
  }
}

/** @throws {UpdateFault} if a position would be opened at no price. */
function assertAdoptable({ difference, ours, theirs }: FoundDifference): void {
  if (theirs === null || theirs.quantity === 0n || theirs.entryPrice !== null) return;
  const keepsEntry = ours !== null && ours.quantity !== 0n && ours.quantity > 0n === theirs.quantity > 0n;
  if (!keepsEntry)
    throw new UpdateFault(
      'positions.entryPrice',
      `is missing: ${difference.symbol} is to be opened, and nothing tells at which price`,
    );
}
