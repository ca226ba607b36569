import type { CurrencyAmounts, PositionSide } from '../orders/order.js';

/** What is held of one instrument. Decimals are canonical strings with at most 18 fraction digits. Frozen. */
export interface Position {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly side: 'LONG' | 'SHORT' | 'FLAT';
  /** In contracts (in units of the base where a contract is one); negative for a short. */
  readonly signedAmount: string;
  /** Average entry price of what is open; `"0"` when flat. */
  readonly entryPrice: string;
  /** What was closed of a LONG or SHORT leg before it was opened: later opening fills pay it first. `"0"` where nothing is owed. */
  readonly deficit: string;
  /** The largest amount, unsigned, since it was opened last. */
  readonly peakAmount: string;
  /** Average price of what was closed since it was opened last; null if nothing was. */
  readonly averageClosePrice: string | null;
  /** Profit before fees of what was closed since it was opened last, as a part of its entry (`"0.1"` is 10 %); null if nothing was. */
  readonly realizedReturn: string | null;
  /** Lifetime realized profit before fees, in the settle currency. */
  readonly realizedPnl: string;
  /** `realizedPnl` less the fees that are in the settle currency. */
  readonly netRealizedPnl: string;
  /** Lifetime fees by currency, positive when paid. */
  readonly fees: CurrencyAmounts;
  /** Lifetime funding and corrections by currency, positive when received; no part of the profits. */
  readonly adjustments: CurrencyAmounts;
  /** Profit if it was closed at `markPrice`; null while no price is known. */
  readonly unrealizedPnl: string | null;
  /** The mark price, or else the last traded price, of the market data. */
  readonly markPrice: string | null;
  /** How old `markPrice` is (ms). */
  readonly markAgeMs: number | null;
  /** Since when it is open (ms); null while flat. */
  readonly openedAt: number | null;
  /** When it went flat (ms); null while open. */
  readonly closedAt: number | null;
  readonly updatedAt: number | null;
}
