import { applyMapped } from '../cache/apply-mapped.js';
import type { CacheService } from '../cache/cache.service.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import type { Order, OrderSide } from '../orders/order.js';
import { DEMO_EXCHANGE, DEMO_MARKETS, priceText } from './demo-market.js';
import type { DemoMarket } from './demo-market.js';
import type { FromApp, ToApp } from './demo-message.js';

/** How far back the exchange is asked what happened: what was lost in a crash is younger than that. */
const OVERLAP_MS = 60_000;

/** Quotes both sides of each market. All that it knows is in the cache: after a crash it goes on with that. */
export class MarketMaker {
  private isTrading = false;
  private orders = 0;

  constructor(
    private readonly cache: CacheService,
    private readonly send: (message: FromApp) => void,
    /** What begins the client ids of this life of the process: none is used twice. */
    private readonly life = Date.now().toString(36),
  ) {}

  /** Asks the exchange for what may have been missed. */
  connect(): void {
    const times = this.cache.orders().map(({ timestamp }) => timestamp ?? 0);
    const newest = times.reduce((latest, time) => Math.max(latest, time), 0);
    const inFlight = this.cache.ordersInFlight({ exchange: DEMO_EXCHANGE });
    this.send({
      kind: 'connect',
      since: Math.max(newest - OVERLAP_MS, 0),
      inFlight: inFlight.flatMap(({ clientOrderId }) => clientOrderId ?? []),
    });
  }

  /** Takes what the exchange tells. */
  take(told: ToApp): void {
    switch (told.kind) {
      case 'connected':
        this.cache.registerInstruments(told.instruments);
        applyMapped(this.cache, told.missed);
        for (const id of told.unknown) this.neverSent(id);
        this.isTrading = true;
        break;
      case 'message':
        // What comes before it is connected is among what is told again.
        if (this.isTrading && told.message.kind !== 'positions') applyMapped(this.cache, [told.message]);
        break;
      case 'price':
        if (this.isTrading) this.quote(told.symbol, told.ticks, told.timestamp);
        break;
      case 'halt':
        this.isTrading = false;
        this.send({ kind: 'halted' });
    }
  }

  /** The process was killed between writing the order down and sending it. */
  private neverSent(clientOrderId: string): void {
    const order = this.cache.ordersInFlight().find((each) => each.clientOrderId === clientOrderId);
    if (order === undefined) return;
    const { exchange, symbol, side, amount } = order;
    const reason = 'it never reached the exchange';
    this.cache.applyUpdate({
      exchange,
      symbol,
      clientOrderId,
      side,
      amount,
      filled: '0',
      status: 'REJECTED',
      reason,
      timestamp: Date.now(),
    });
  }

  private quote(symbol: string, ticks: number, timestamp: number): void {
    const market = DEMO_MARKETS.find((each) => each.symbol === symbol);
    if (market === undefined) return;
    const price = priceText(market, ticks);
    this.cache.setMarket('markPrice', symbol, { price, timestamp });
    const held = toFixedPoint(this.cache.position(symbol, { exchange: DEMO_EXCHANGE })?.signedAmount ?? '0');
    const limit = toFixedPoint(market.limit);
    const open = this.cache.ordersOpen({ exchange: DEMO_EXCHANGE, symbol, includeCanceling: true });
    for (const side of ['BUY', 'SELL'] as const) {
      const isFull = side === 'BUY' ? held >= limit : held <= -limit;
      const quotes = open.filter((each) => each.side === side);
      if (quotes.length === 0 && !isFull) this.place(market, side, ticks);
      else for (const order of quotes) if (isFull || isFar(market, order, ticks)) this.cancel(order);
    }
  }

  private place(market: DemoMarket, side: OrderSide, ticks: number): void {
    const { symbol, amount, spread } = market;
    const price = priceText(market, side === 'BUY' ? ticks - spread : ticks + spread);
    const clientOrderId = `${this.life}-${++this.orders}`;
    const order = { exchange: DEMO_EXCHANGE, symbol, clientOrderId, side, type: 'LIMIT', price, amount };
    // First it is written down: whatever happens then, the order is known.
    this.cache.orderInitialized(order);
    this.send({ kind: 'submit', order });
  }

  private cancel({ id, symbol, cancelIntent }: Order): void {
    if (id === null || cancelIntent) return;
    this.cache.markCancelIntent(id, { exchange: DEMO_EXCHANGE, symbol });
    this.send({ kind: 'cancel', id });
  }
}

/** Whether the price has gone away from a quote. */
function isFar(market: DemoMarket, { price, side }: Order, ticks: number): boolean {
  const far = market.spread * 3;
  const own = toFixedPoint(price as string);
  return side === 'BUY'
    ? own < toFixedPoint(priceText(market, ticks - far))
    : own > toFixedPoint(priceText(market, ticks + far));
}
