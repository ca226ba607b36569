/**
 * The packages that the examples list, as far as the examples use them, so that the examples are checked without any of them, together
 * with everything else. Where an example is installed, its own tsconfig.json checks it against the real ones.
 */
declare module 'ccxt' {
  interface Exchange {
    number: (numberString: string) => number;
    readonly precisionMode: number | undefined;
    milliseconds(): number;
    loadMarkets(): Promise<Readonly<Record<string, unknown>>>;
    watchOrders(): Promise<unknown>;
    watchMyTrades(): Promise<unknown>;
    fetchOpenOrders(symbol: string): Promise<readonly unknown[]>;
    fetchMyTrades(symbol: string, since: number): Promise<readonly unknown[]>;
    fetchOrder(id: string, symbol: string): Promise<unknown>;
    fetchPositions(symbols: string[]): Promise<readonly unknown[]>;
    close(): Promise<unknown>;
  }

  const ccxt: {
    readonly pro: {
      readonly binanceusdm: new (keys: {
        readonly apiKey: string | undefined;
        readonly secret: string | undefined;
      }) => Exchange;
    };
  };
  export default ccxt;
}

declare module 'binance' {
  interface Keys {
    readonly api_key: string;
    readonly api_secret: string;
  }

  interface OrderRow {
    readonly symbol: string;
    readonly orderId: number;
    readonly clientOrderId: string;
    readonly side: 'BUY' | 'SELL';
    readonly type: string;
    readonly timeInForce: string;
    readonly status: string;
    readonly price: string | number;
    readonly avgPrice: string | number;
    readonly origQty: string | number;
    readonly executedQty: string | number;
    readonly reduceOnly: boolean;
    readonly positionSide: string;
    readonly updateTime: number;
  }

  interface PositionRow {
    readonly symbol: string;
    readonly positionSide: string;
    readonly positionAmt: string | number;
    readonly entryPrice: string | number;
    readonly updateTime: number;
  }

  interface TradeRow {
    readonly symbol: string;
    readonly id: number;
    readonly orderId: number;
    readonly side: 'BUY' | 'SELL';
    readonly price: string | number;
    readonly qty: string | number;
    readonly commission: string | number;
    readonly commissionAsset: string;
    readonly maker: boolean;
    readonly time: number;
  }

  export class USDMClient {
    constructor(options: Keys);
    getServerTime(): Promise<number>;
    getAllOpenOrders(params: { symbol: string }): Promise<OrderRow[]>;
    getOrder(params: { symbol: string; orderId: number }): Promise<OrderRow>;
    getPositionsV3(params: { symbol: string }): Promise<PositionRow[]>;
    getAccountTrades(params: { symbol: string; startTime: number; limit: number }): Promise<TradeRow[]>;
  }

  export class WebsocketClient {
    constructor(options: Keys & { readonly beautify: boolean });
    on(
      event: 'formattedUserDataMessage' | 'reconnected' | 'exception',
      listener: (event: unknown) => void,
    ): this;
    subscribeUsdFuturesUserDataStream(): Promise<unknown>;
    closeAll(force: boolean): void;
  }
}

declare module 'bybit-api' {
  interface Keys {
    readonly key: string;
    readonly secret: string;
  }

  interface Query {
    category: 'linear';
    symbol: string;
    limit?: number;
    cursor?: string;
  }

  interface Answer {
    readonly retCode: number;
    readonly retMsg: string;
    readonly result: { readonly list: readonly unknown[]; readonly nextPageCursor?: string };
  }

  export class RestClientV5 {
    constructor(options: Keys);
    getServerTime(): Promise<{ readonly time: number }>;
    getInstrumentsInfo(query: Query): Promise<Answer>;
    getActiveOrders(query: Query & { orderId?: string }): Promise<Answer>;
    getPositionInfo(query: Query): Promise<Answer>;
    getExecutionList(query: Query & { startTime: number }): Promise<Answer>;
  }

  export class WebsocketClient {
    constructor(options: Keys);
    on(event: 'update' | 'reconnected' | 'exception', listener: (event: unknown) => void): this;
    subscribeV5(topics: string[], category: 'linear'): Promise<unknown>[];
    closeAll(force: boolean): void;
  }
}
