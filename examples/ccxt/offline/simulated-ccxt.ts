import { setImmediate as turn } from 'node:timers/promises';
import { SIMULATED_MARKETS } from 'nestjs-trading-cache/testing';
import type { SimulatedAccount } from 'nestjs-trading-cache/testing';
import type { CcxtExchange } from '../ccxt-exchange.js';
import { ccxtMarket, ccxtOrder, ccxtPosition, ccxtTrade } from './ccxt-structures.js';
import { WatchedList } from './watched-list.js';

/** ccxt pro without a network: its method names and structures over the simulated exchange. */
export class SimulatedCcxt implements CcxtExchange {
  readonly precisionMode = 4;
  private readonly orders = new WatchedList();
  private readonly trades = new WatchedList();
  private isConnected = true;

  constructor(private readonly account: SimulatedAccount) {}

  /** Lets at least so many things happen, and all of the last millisecond. Resolves when whoever watches has taken all of it. */
  async play(messages: number): Promise<void> {
    for (let played = 0; played < messages || this.account.isInMoment; played++) {
      const message = this.account.next();
      if (message.kind === 'order' && this.isConnected) {
        const { order } = message;
        if (order.tradeId != null) this.trades.push(order.tradeId, ccxtTrade(order));
        this.orders.push(String(order.id), ccxtOrder(order));
      }
      await this.watched();
    }
  }

  /** Resolves when both lists are watched and nothing is left in them; at once without a connection. */
  async watched(): Promise<void> {
    while (this.isConnected && !(this.orders.isDrained && this.trades.isDrained)) await turn();
  }

  disconnect(): void {
    this.isConnected = false;
    const error = new Error('NetworkError: the connection was lost');
    this.orders.lose(error);
    this.trades.lose(error);
  }

  reconnect(): void {
    this.isConnected = true;
  }

  milliseconds(): number {
    return this.account.now;
  }

  loadMarkets(): Promise<Readonly<Record<string, unknown>>> {
    return this.answer(() =>
      Object.fromEntries(SIMULATED_MARKETS.map((market) => [market.symbol, ccxtMarket(market)])),
    );
  }

  async watchOrders(): Promise<readonly unknown[]> {
    return (await this.answer(() => this.orders)).next();
  }

  async watchMyTrades(): Promise<readonly unknown[]> {
    return (await this.answer(() => this.trades)).next();
  }

  fetchOpenOrders(symbol: string): Promise<readonly unknown[]> {
    return this.answer(() => this.account.openOrders(symbol).map(ccxtOrder));
  }

  fetchMyTrades(symbol: string, since: number): Promise<readonly unknown[]> {
    return this.answer(() => this.account.fillsSince(symbol, since).map(ccxtTrade));
  }

  fetchOrder(id: string): Promise<unknown> {
    return this.answer(() => {
      const order = this.account.order(id);
      if (order === null) throw new Error(`OrderNotFound: ${id}`);
      return ccxtOrder(order);
    });
  }

  fetchPositions(symbols: string[]): Promise<readonly unknown[]> {
    return this.answer(() =>
      this.account
        .positions()
        .filter(({ symbol }) => symbols.includes(symbol))
        .map(ccxtPosition),
    );
  }

  close(): Promise<void> {
    const error = new Error('ExchangeClosedByUser');
    this.orders.lose(error);
    this.trades.lose(error);
    return Promise.resolve();
  }

  private async answer<T>(told: () => T): Promise<T> {
    if (!this.isConnected) throw new Error('NetworkError: there is no connection');
    return told();
  }
}
