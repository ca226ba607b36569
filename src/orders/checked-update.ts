import type { Amounts } from '../decimal/amounts.js';
import type { Liquidity, OrderFacts } from './order.js';

/** An order update that was checked and copied: every field present, decimals canonical, FAILED read as REJECTED. */
export interface CheckedUpdate extends OrderFacts {
  /** Fraction digits of `average` as the exchange wrote it. */
  readonly averageDigits: number;
  readonly cumFees: Amounts | null;
  readonly reduceOnly: boolean | null;
  readonly contractSize: string | null;
  readonly liquidity?: Liquidity | null;
  readonly replaces?: string | null;
  readonly formerId?: string | null;
}
