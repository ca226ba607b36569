import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import {
  applyMapped, CacheService, mapCcxtOrders, mapCcxtPositions, mapCcxtTrades,
} from 'nestjs-trading-cache'; // prettier-ignore
import type { Mapped, Order, OrderUpdate, PositionDifference } from 'nestjs-trading-cache';
import { BOT_OPTIONS } from './bot-options.js';
import type { BotOptions } from './bot-options.js';
import { EXCHANGE } from './ccxt-exchange.js';
import type { CcxtExchange } from './ccxt-exchange.js';
import { troubles } from './troubles.js';

/** How much was not as the exchange says, and is now. */
export interface Findings {
  /** Trades that no stream had told. */
  readonly missedTrades: number;
  /** Open orders that were not known, or not as they are. */
  readonly orders: number;
  /** Orders that had ended, as the exchange said when it was asked. */
  readonly ended: number;
  /** Positions that were taken over. */
  readonly positions: number;
}

const NOTHING: Findings = { missedTrades: 0, orders: 0, ended: 0, positions: 0 };

const EVERY_MS = 60_000;
const LOOKS = 3;
/** Since when (ms, the exchange's clock) trades are to be asked for. */
const TRADES_SINCE = 'trades-since';
/** After this the cache may have forgotten what it counted (`lateUpdateWindow`), so that old trades must not be told again. */
const MAX_AWAY_MS = 20 * 3_600_000;

/** Compares the cache with the exchange: at the start, whenever a stream was lost, and every minute. */
@Injectable()
export class ReconciliationService {
  private findings = NOTHING;
  private readonly logger = new Logger('Reconciliation');
  private readonly stopping = new AbortController();
  private isWanted = false;
  private running: Promise<void> | null = null;

  constructor(
    private readonly cache: CacheService,
    @Inject(EXCHANGE) private readonly exchange: CcxtExchange,
    @Inject(BOT_OPTIONS) private readonly options: BotOptions,
  ) {}

  /** Resolves when all is compared; tries again until it is. Of calls in the meantime one is made. */
  @Interval(EVERY_MS)
  reconcile(): Promise<void> {
    this.isWanted = true;
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** What was found since this was asked the last time, when the reconciliation that is going on has ended. */
  async found(): Promise<Findings> {
    await this.running;
    const found = this.findings;
    this.findings = NOTHING;
    return found;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (this.isWanted && !signal.aborted) {
      this.isWanted = false;
      try {
        await this.compare();
      } catch (error) {
        if (signal.aborted) return;
        this.logger.warn(`To be tried again: ${String(error)}`);
        this.isWanted = true;
        await pause(this.options.retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async compare(): Promise<void> {
    const { exchange } = this.options;
    const begun = this.exchange.milliseconds();
    const missedTrades = await this.takeMissedTrades(begun);
    const mapped = mapCcxtOrders(
      exchange,
      await this.ofEachSymbol((each) => this.exchange.fetchOpenOrders(each)),
    );
    const openOrders = updatesOf(mapped);
    const orders = this.cache.reconcileOpenOrders(
      { exchange, complete: isComplete(mapped), openOrders },
      { adopt: true },
    );
    const known = orders.filter(({ kind }) => kind !== 'missing').length;
    const { confirmed, unconfirmed } = await this.cache.resolveMissingOrders(
      { exchange, openOrders },
      { fetchOrder: (order) => this.fetchOrder(order), graceMs: this.options.graceMs },
    );
    for (const { id } of unconfirmed)
      this.logger.warn(`Order ${id} is not in the list of open ones, and has not ended`);
    const positions = (await this.adoptPositions()).length;
    // What had happened by the first look is in the positions that it took over.
    const isFirst = this.cache.parameter<number>(TRADES_SINCE) === null;
    this.cache.setParameter(TRADES_SINCE, isFirst ? begun + 1 : begun);
    this.report({ missedTrades, orders: known, ended: confirmed.length, positions });
  }

  private report({ missedTrades, orders, ended, positions }: Findings): void {
    if (missedTrades + orders + ended + positions === 0) return;
    this.logger.log(
      `${missedTrades} trades missed, ${orders} open orders otherwise, ${ended} ended, ${positions} positions taken over`,
    );
    const before = this.findings;
    this.findings = {
      missedTrades: before.missedTrades + missedTrades,
      orders: before.orders + orders,
      ended: before.ended + ended,
      positions: before.positions + positions,
    };
  }

  /** Trades first: they tell each fill at its price. What was counted already is not counted again. */
  private async takeMissedTrades(now: number): Promise<number> {
    const since = this.cache.parameter<number>(TRADES_SINCE);
    if (since === null || now - since > MAX_AWAY_MS) return 0;
    const trades = await this.ofEachSymbol((symbol) => this.exchange.fetchMyTrades(symbol, since));
    const applied = applyMapped(this.cache, mapCcxtTrades(this.options.exchange, trades));
    for (const trouble of troubles(applied)) this.logger.warn(trouble);
    return applied
      .flatMap((each) => (each.kind === 'trades' ? each.results : []))
      .filter(({ outcome }) => outcome === 'applied').length;
  }

  private async fetchOrder({ id, symbol }: Order): Promise<OrderUpdate | null> {
    if (id === null) return null;
    const [update] = updatesOf(
      mapCcxtOrders(this.options.exchange, await this.exchange.fetchOrder(id, symbol)),
    );
    return update ?? null;
  }

  /** Takes over what a second look confirms: a first may differ only because stream and snapshot overtook each other. */
  private async adoptPositions(): Promise<readonly PositionDifference[]> {
    const { exchange, symbols, graceMs } = this.options;
    let seen: string | null = null;
    for (let look = 0; look < LOOKS; look++) {
      const mapped = mapCcxtPositions(exchange, await this.exchange.fetchPositions([...symbols]));
      const positions = mapped.flatMap((each) => (each.kind === 'positions' ? each.positions : []));
      const snapshot = { exchange, complete: isComplete(mapped), positions };
      const { positions: found, drift } = this.cache.reconcilePositions(snapshot);
      for (const { symbol, ours, theirs } of drift)
        this.logger.warn(`${symbol}: realized ${ours} here, ${theirs} there`);
      const finding = JSON.stringify(found);
      if (found.length === 0) return found;
      if (finding === seen) return this.cache.reconcilePositions(snapshot, { adopt: true }).positions;
      seen = finding;
      await pause(graceMs, undefined, { signal: this.stopping.signal });
    }
    this.logger.warn('Positions differ, each time otherwise: to be compared again');
    return [];
  }

  private async ofEachSymbol(
    fetch: (symbol: string) => Promise<readonly unknown[]>,
  ): Promise<readonly unknown[]> {
    const lists: (readonly unknown[])[] = [];
    for (const symbol of this.options.symbols) lists.push(await fetch(symbol));
    return lists.flat();
  }
}

function updatesOf(mapped: readonly Mapped[]): readonly OrderUpdate[] {
  return mapped.flatMap((each) => (each.kind === 'orders' ? each.updates : []));
}

/** Of a list in which something cannot be read, nothing is concluded from what is missing. */
function isComplete(mapped: readonly Mapped[]): boolean {
  return mapped.every(({ kind }) => kind === 'orders' || kind === 'positions');
}
