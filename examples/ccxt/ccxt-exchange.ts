/** What the bot calls of ccxt pro. Structures are `unknown` because the mappers check them anyway. */
export interface CcxtExchange {
  readonly precisionMode?: number | undefined;
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

/** Injects the exchange. */
export const EXCHANGE = Symbol('ccxt exchange');
