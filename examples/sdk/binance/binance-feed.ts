import { mapBinance } from 'nestjs-trading-cache';
import type { Mapped, Order } from 'nestjs-trading-cache';
import type { Feed, FeedListener } from '../feed.js';
import { mapOrderRow, mapPositionRow, mapTradeRow } from './binance-rest.js';
import type { BinanceOrderRow, BinancePositionRow, BinanceTradeRow } from './binance-rest.js';

/** What is called of the SDK's `WebsocketClient`, made with `beautify: true`. */
export interface BinanceStream {
  on(
    event: 'formattedUserDataMessage' | 'reconnected' | 'exception',
    listener: (event: unknown) => void,
  ): unknown;
  subscribeUsdFuturesUserDataStream(): Promise<unknown>;
  closeAll(force: boolean): void;
}

/** What is called of its `USDMClient`. */
export interface BinanceRest {
  getServerTime(): Promise<number>;
  getAllOpenOrders(params: { symbol: string }): Promise<readonly BinanceOrderRow[]>;
  getOrder(params: { symbol: string; orderId: number }): Promise<BinanceOrderRow>;
  getPositionsV3(params: { symbol: string }): Promise<readonly BinancePositionRow[]>;
  getAccountTrades(params: {
    symbol: string;
    startTime: number;
    limit: number;
  }): Promise<readonly BinanceTradeRow[]>;
}

/** As many as Binance gives. */
const MOST_TRADES = 1_000;

/** USDT-M futures of Binance by the `binance` SDK. */
export class BinanceFeed implements Feed {
  readonly exchange = 'binance';

  constructor(
    private readonly stream: BinanceStream,
    private readonly rest: BinanceRest,
    private readonly symbols: readonly string[],
  ) {}

  async open({ message, reconnected, failed }: FeedListener): Promise<void> {
    this.stream.on('formattedUserDataMessage', (event) => message(mapBinance(event)));
    this.stream.on('reconnected', reconnected);
    this.stream.on('exception', failed);
    await this.stream.subscribeUsdFuturesUserDataStream();
  }

  close(): void {
    this.stream.closeAll(true);
  }

  now(): Promise<number> {
    return this.rest.getServerTime();
  }

  /** A contract is one unit of the base. */
  markets(): Promise<readonly Mapped[]> {
    const { exchange } = this;
    const instruments = this.symbols.map((symbol) => ({ exchange, symbol, kind: 'linear' as const }));
    return Promise.resolve([{ kind: 'instruments', instruments }]);
  }

  openOrders(): Promise<readonly Mapped[]> {
    return this.ofEachSymbol(async (symbol) =>
      (await this.rest.getAllOpenOrders({ symbol })).flatMap(mapOrderRow),
    );
  }

  async order({ id, symbol }: Order): Promise<readonly Mapped[]> {
    return id === null ? [] : mapOrderRow(await this.rest.getOrder({ symbol, orderId: Number(id) }));
  }

  positions(): Promise<readonly Mapped[]> {
    return this.ofEachSymbol(async (symbol) =>
      (await this.rest.getPositionsV3({ symbol })).flatMap(mapPositionRow),
    );
  }

  trades(since: number): Promise<readonly Mapped[]> {
    return this.ofEachSymbol(async (symbol) => {
      const trades = await this.rest.getAccountTrades({ symbol, startTime: since, limit: MOST_TRADES });
      return trades.map(mapTradeRow);
    });
  }

  private async ofEachSymbol(
    fetch: (symbol: string) => Promise<readonly Mapped[]>,
  ): Promise<readonly Mapped[]> {
    const lists: (readonly Mapped[])[] = [];
    for (const symbol of this.symbols) lists.push(await fetch(symbol));
    return lists.flat();
  }
}
