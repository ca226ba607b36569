import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { Mapped, MappedAdjustment } from '../exchanges/mapped.js';
import type { OrderUpdate } from '../orders/order.js';
import { RequestRefusedError } from '../testing/exchange/scripted-exchange.errors.js';
import { ScriptedExchange } from '../testing/exchange/scripted-exchange.js';
import type { OrderRequest } from '../testing/exchange/scripted-order.js';
import type { ExchangePosition } from '../testing/exchange/scripted-position.js';
import { VirtualClock } from '../testing/module/virtual-clock.js';
import { Random } from '../testing/simulator/random.js';
import { DEMO_EXCHANGE, DEMO_MARKETS, priceText } from './demo-market.js';
import type { DemoMarket } from './demo-market.js';
import type { ToApp } from './demo-message.js';

/** In how many of a hundred cases an order that trades does so in part. */
const PARTIAL = 35;
/** How often positions pay or receive funding (turns of the market). */
const FUNDING_TURNS = 50;
const FUNDING = { currency: 'USDT', paid: '-0.021', received: '0.017' } as const;

/**
 * The exchange of the demo: prices that walk at random, and orders that trade when a price comes to them. It lives outside of the app, and
 * counts what it holds by itself.
 */
export class DemoExchange {
  private readonly clock = new VirtualClock(Date.now());
  private readonly scripted = new ScriptedExchange({
    name: DEMO_EXCHANGE,
    clock: this.clock,
    markets: DEMO_MARKETS.map(({ symbol, contractSize }) => ({
      symbol,
      contractSize,
      quote: 'USDT',
      settle: 'USDT',
    })),
    fees: { maker: '0.0001', taker: '0.0005', currency: 'USDT' },
  });
  private readonly prices = new Map(DEMO_MARKETS.map(({ symbol, ticks }) => [symbol, ticks]));
  private readonly fundings: MappedAdjustment[] = [];
  private readonly random: Random;
  private turns = 0;
  private isHalted = false;

  /** @param tell tells the app, if there is one. */
  constructor(
    private readonly tell: (message: ToApp) => void,
    seed: number,
  ) {
    this.random = new Random(seed);
    this.scripted.on((message) => tell({ kind: 'message', message }));
  }

  get fills(): number {
    return this.scripted.trades().length;
  }

  /** What it holds of each market that was traded. */
  positions(): readonly ExchangePosition[] {
    return DEMO_MARKETS.flatMap(({ symbol }) => this.scripted.position(symbol) ?? []);
  }

  /** What was paid, or received, for a position beside its fills. */
  funding(symbol: string): string {
    const amounts = this.fundings.filter((each) => each.symbol === symbol);
    return fromFixedPoint(amounts.reduce((sum, { amount }) => sum + toFixedPoint(amount), 0n));
  }

  /** A connection of the app: what happened since a time is told again. */
  connect(since: number, inFlight: readonly string[]): void {
    const updates = this.scripted.orders().filter(({ timestamp }) => (timestamp ?? 0) >= since);
    const missed: Mapped[] = [
      { kind: 'orders', updates },
      {
        kind: 'trades',
        trades: this.scripted.trades(since) as Extract<Mapped, { kind: 'trades' }>['trades'],
      },
      {
        kind: 'adjustments',
        adjustments: this.fundings.filter(({ timestamp }) => (timestamp ?? 0) >= since),
      },
    ];
    const unknown = inFlight.filter((id) => this.scripted.order(id) === null);
    this.tell({ kind: 'connected', instruments: this.scripted.instruments(), missed, unknown });
  }

  submit(order: OrderRequest): void {
    this.now();
    const id = this.scripted.submit(order);
    if (this.isHalted) this.scripted.reject(id, 'trading has ended');
    else this.scripted.accept(id);
  }

  cancel(id: string): void {
    try {
      this.scripted.requestCancel(id);
    } catch (error) {
      // It was filled meanwhile, and the app hears of that.
      if (!(error instanceof RequestRefusedError)) throw error;
    }
  }

  /** Lets the markets go on by one turn. */
  turn(): void {
    if (this.isHalted) return;
    this.now();
    this.turns++;
    for (const { id } of this.scripted.cancelRequests()) this.scripted.cancel(id as string);
    for (const market of DEMO_MARKETS) this.move(market);
    if (this.turns % FUNDING_TURNS === 0) this.fund();
  }

  /** Trading ends: open orders are canceled. */
  halt(): void {
    this.isHalted = true;
    this.now();
    for (const { id } of [...this.scripted.submitted(), ...this.scripted.openOrders()])
      this.scripted.cancel(id as string);
    this.tell({ kind: 'halt' });
  }

  private now(): void {
    this.clock.set(Date.now());
  }

  private move(market: DemoMarket): void {
    const { symbol, step } = market;
    const ticks = (this.prices.get(symbol) as number) + this.random.integer(-step, step);
    this.prices.set(symbol, ticks);
    const price = toFixedPoint(priceText(market, ticks));
    for (const order of this.scripted.openOrders(symbol)) if (isReached(order, price)) this.trade(order);
    this.tell({ kind: 'price', symbol, ticks, timestamp: this.clock.now() });
  }

  private trade({ id, amount, filled }: OrderUpdate): void {
    const remaining = toFixedPoint(amount) - toFixedPoint(filled);
    const isPartial = filled === '0' && this.random.chance(PARTIAL);
    this.scripted.fill(id as string, isPartial ? fromFixedPoint(remaining / 2n) : null);
  }

  private fund(): void {
    for (const { symbol, signedAmount } of this.positions()) {
      if (signedAmount === '0') continue;
      const funding: MappedAdjustment = {
        exchange: DEMO_EXCHANGE,
        symbol,
        positionSide: 'NET',
        id: `funding-${this.turns}-${symbol}`,
        kind: 'FUNDING',
        amount: this.random.chance(50) ? FUNDING.paid : FUNDING.received,
        currency: FUNDING.currency,
        timestamp: this.clock.now(),
      };
      this.fundings.push(funding);
      this.tell({ kind: 'message', message: { kind: 'adjustments', adjustments: [funding] } });
    }
  }
}

function isReached({ side, price }: OrderUpdate, market: bigint): boolean {
  const own = toFixedPoint(price as string);
  return side === 'BUY' ? market <= own : market >= own;
}
