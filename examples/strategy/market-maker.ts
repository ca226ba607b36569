import { Injectable } from '@nestjs/common';
import { CacheService } from 'nestjs-trading-cache';
import type { NewOrder, Order, OrderSide, Reconciliation, Snapshot } from 'nestjs-trading-cache';
import { ExchangeClient } from './exchange-client.js';

const MARKET = { exchange: 'binance', symbol: 'BTCUSDT' } as const;
const QUOTE_AMOUNT = '1';
/** What it holds at most, long or short. */
const MOST = 2;

/** Quotes at the best bid and the best ask, one order a side, until it holds too much on that side. */
@Injectable()
export class MarketMaker {
  constructor(
    private readonly cache: CacheService,
    private readonly exchange: ExchangeClient,
  ) {}

  /** The best prices have changed, or it is time to look again. */
  async onBook(bid: string, ask: string): Promise<void> {
    // A number is good enough to decide by; the books are kept in exact decimals.
    const held = Number(this.cache.position(MARKET.symbol, MARKET)?.signedAmount ?? '0');
    await this.quote('BUY', held < MOST ? bid : null);
    await this.quote('SELL', held > -MOST ? ask : null);
  }

  /** The stream was away: what the exchange says now counts. */
  onReconnect(snapshot: Snapshot): Reconciliation {
    return this.cache.reconcile(snapshot, { adopt: true });
  }

  private async quote(side: OrderSide, price: string | null): Promise<void> {
    const quotes = this.cache.ordersOpen({ ...MARKET, side, includeCanceling: true });
    for (const quote of quotes) if (quote.price !== price && !quote.cancelIntent) await this.cancel(quote);
    // An order that is being canceled may still be filled: no second one beside it.
    if (price !== null && quotes.length === 0) await this.place(side, price);
  }

  private async place(side: OrderSide, price: string): Promise<void> {
    const order: NewOrder = {
      ...MARKET,
      clientOrderId: this.nextName(),
      side,
      type: 'LIMIT',
      timeInForce: 'GTX',
      price,
      amount: QUOTE_AMOUNT,
    };
    this.cache.orderInitialized(order);
    // The exchange never has an order that this process could forget.
    await this.cache.flush();
    try {
      await this.exchange.submit(order);
    } catch (error) {
      this.cache.applyUpdate({ ...order, status: 'REJECTED', filled: '0', reason: String(error) });
    }
  }

  private async cancel({ id }: Order): Promise<void> {
    // Without an id the exchange has not answered yet: the next look finds it again.
    if (id === null) return;
    this.cache.markCancelIntent(id, MARKET);
    try {
      await this.exchange.requestCancel(id);
    } catch {
      // It has ended meanwhile, or goes on: the stream says which.
      this.cache.clearCancelIntent(id, MARKET);
    }
  }

  /** The number is kept with the orders, so that no name comes twice, not even after a restart. */
  private nextName(): string {
    const number = (this.cache.parameter<number>('quotes') ?? 0) + 1;
    this.cache.setParameter('quotes', number);
    return `mm-${number}`;
  }
}
