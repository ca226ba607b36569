import type { PositionSide } from '../orders/order.js';
import type { RefusalReason, UpdateResult } from '../orders/update-result.js';

/** What a report or a trade shows to have been missed. */
export interface PositionGap {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly orderId: string | null;
  /** How much was filled that no message told of, or was closed before it was opened. */
  readonly quantity: string;
  /** Its price is an estimate. */
  readonly estimated: boolean;
  /** Its fees are not known. */
  readonly feesUnknown: boolean;
}

/** What became of an update or a trade that may have moved a position. */
export interface AppliedUpdate extends UpdateResult {
  /** Where it shows that something was missed. */
  readonly gap?: PositionGap;
}

/** What became of an adjustment. */
export type AdjustmentResult =
  { readonly outcome: 'applied' | 'duplicate' } | ({ readonly outcome: 'rejected' } & RefusalReason);
