import type { PositionSide } from '../orders/order.js';

/**
 * Where a position is not what the exchange says. `ours` and `theirs` are signed amounts; entry prices where the kind is `entry`.
 *
 * - `opened`: flat here, open there.
 * - `closed`: open here; flat there, or missing in a complete snapshot.
 * - `quantity`: open on both sides, with another amount.
 * - `entry`: the same amount at another entry price.
 */
export interface PositionDifference {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly kind: 'opened' | 'closed' | 'quantity' | 'entry';
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Where an order is not what the exchange says. `ours` and `theirs` are statuses; filled quantities where the kind is `filled`.
 *
 * - `missing`: open here, and not in a complete list of what is open there.
 * - `unknown`: open there, and never heard of here.
 * - `status`, `filled`: known on both sides, and not the same.
 */
export interface OrderDifference {
  readonly symbol: string;
  readonly orderId: string;
  readonly kind: 'missing' | 'unknown' | 'status' | 'filled';
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** Since the snapshot before, the exchange realized another profit than was counted here: before fees, after them, and after funding. */
export interface ProfitDrift {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly ours: string;
  readonly theirs: string;
}

/** What a comparison with an exchange's own word found. */
export interface Reconciliation {
  readonly exchange: string;
  /** Whether the exchange's word was taken over. */
  readonly adopted: boolean;
  readonly positions: readonly PositionDifference[];
  readonly orders: readonly OrderDifference[];
  readonly drift: readonly ProfitDrift[];
}
