import type { Amounts } from '../decimal/amounts.js';
import type { Liquidity } from '../ledger/execution.js';
import type { OrderSide, OrderStatus, PositionSide } from './order.js';

/** An order update that was checked and copied: every field present, decimals canonical, FAILED read as REJECTED. */
export interface CheckedUpdate {
  readonly exchange: string;
  readonly symbol: string;
  readonly id: string | null;
  readonly clientOrderId: string | null;
  readonly formerId: string | null;
  readonly replaces: string | null;
  readonly status: OrderStatus;
  readonly side: OrderSide;
  readonly type: string | null;
  readonly timeInForce: string | null;
  readonly price: string | null;
  readonly amount: string;
  readonly filled: string;
  readonly average: string | null;
  /** Fraction digits of `average` as the exchange wrote it. */
  readonly averageDigits: number;
  readonly lastFilled: string | null;
  readonly lastFilledPrice: string | null;
  readonly tradeId: string | null;
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly liquidity: Liquidity | null;
  readonly cumFees: Amounts | null;
  readonly reduceOnly: boolean | null;
  /** Null where the update does not say it. */
  readonly positionSide: PositionSide | null;
  readonly contractSize: string | null;
  readonly reason: string | null;
  readonly timestamp: number | null;
}
