import type { CurrencyAmounts, PositionSide } from '../orders/order.js';
import type { Position } from '../positions/position.js';
import type { Fill } from './fill.js';

/** One entry of a position's ledger. Decimals are canonical strings. Frozen. */
export type LedgerEntry =
  | (Fill & { readonly kind: 'fill' })
  | {
      readonly kind: 'adjustment';
      readonly id: string;
      readonly adjustmentKind: 'FUNDING' | 'CORRECTION';
      readonly quantity: string;
      readonly price: string | null;
      readonly amount: string;
      readonly currency: string | null;
      readonly reason: string | null;
      readonly timestamp: number;
      readonly after: Fill['after'];
      readonly settled: boolean;
    }
  | {
      readonly kind: 'adoption';
      readonly signedAmount: string;
      readonly entryPrice: string | null;
      readonly timestamp: number;
      readonly after: Fill['after'];
      readonly settled: boolean;
    }
  | {
      readonly kind: 'correction';
      readonly orderId: string | null;
      readonly clientOrderId: string | null;
      /** Signed. */
      readonly quantity: string;
      readonly cost: string;
      readonly fees: CurrencyAmounts;
      readonly realizedPnl: string;
      readonly timestamp: number;
      readonly after: Fill['after'];
      readonly settled: boolean;
    };

/** Why a position is what it is. */
export interface Explanation {
  readonly position: Position;
  readonly base: {
    readonly signedAmount: string;
    readonly entryPrice: string;
    readonly asOf: number | null;
  };
  /** Newest first. */
  readonly entries: readonly LedgerEntry[];
  /** What to give as `after` for the next page; null if this is the last. */
  readonly next: string | null;
}

/** Which fills a query means. What is left out matches all. */
export interface FillFilter {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly positionSide?: PositionSide;
  readonly orderId?: string;
  /** ms since the epoch, inclusive. */
  readonly from?: number;
  /** ms since the epoch, exclusive. */
  readonly to?: number;
}

/** Profit of an hour or a day, in one currency; of the part of it that was asked for. */
export interface PnlBucket {
  readonly from: number;
  readonly to: number;
  /** `unknown` where neither an instrument nor the symbol tells what a profit is in. */
  readonly currency: string;
  readonly realizedPnl: string;
  readonly fees: string;
  readonly funding: string;
  readonly netPnl: string;
  readonly fills: number;
}
