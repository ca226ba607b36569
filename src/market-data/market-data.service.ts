import type { Gate } from '../state/gate.js';
import type { Aged, MarketDataByKind, MarketDataKind } from './market-data.js';
import type { MarketDataTable } from './market-data.table.js';

/** The latest market data of a scope. */
export class MarketDataService {
  constructor(
    private readonly table: MarketDataTable,
    private readonly gate: Gate,
  ) {}

  /**
   * Sets any JSON value of a symbol.
   *
   * @throws {InvalidMarketDataError} if it cannot be written as JSON.
   * @throws {LimitReachedError} if the scope holds as many values, or as long ones, as it may.
   */
  setMarketData(symbol: string, data: unknown): void {
    this.gate.change(
      [symbol, data],
      (again) => this.setMarketData(...again),
      () => this.table.setPlain(symbol, data),
    );
  }

  /** The value that `setMarketData` set last, frozen, with its age; null if there is none. */
  marketData(symbol: string): Aged<unknown> | null {
    this.gate.pass();
    return this.table.plain(symbol);
  }

  /**
   * Sets the latest value of a typed kind. One whose `timestamp` is before that of the value that is kept changes nothing.
   *
   * @throws {InvalidMarketDataError} naming the field that is wrong.
   * @throws {LimitReachedError} if the scope holds as many values, or as long ones, as it may.
   */
  setMarket<Kind extends MarketDataKind>(
    kind: Kind,
    symbol: string,
    value: MarketDataByKind[Kind],
    interval?: string,
  ): void {
    this.gate.change(
      [kind, symbol, value, interval] as const,
      (again) => this.setMarket(...again),
      () => this.table.setTyped(kind, symbol, value, interval),
    );
  }

  /** The latest value of a typed kind, frozen, with its age; null if there is none. */
  market<Kind extends MarketDataKind>(
    kind: Kind,
    symbol: string,
    interval?: string,
  ): Aged<MarketDataByKind[Kind]> | null {
    this.gate.pass();
    return this.table.typed(kind, symbol, interval);
  }
}
