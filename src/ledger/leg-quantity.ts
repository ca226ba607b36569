import type { PositionSide } from '../orders/order.js';

/** The quantity of a leg as its ledger folds it. */
export interface LegQuantity {
  readonly positionSide: PositionSide;
  /** Signed, in `10^-18`. */
  readonly quantity: bigint;
}

/** What a leg owes, unsigned: what was closed of it before it was opened. NET owes nothing, it crosses zero. */
export function deficitOf({ positionSide, quantity }: LegQuantity): bigint {
  if (positionSide === 'LONG') return quantity < 0n ? -quantity : 0n;
  if (positionSide === 'SHORT') return quantity > 0n ? quantity : 0n;
  return 0n;
}

/** The signed quantity that is held: none while there is a deficit. */
export function heldQuantity(leg: LegQuantity): bigint {
  return leg.positionSide !== 'NET' && deficitOf(leg) !== 0n ? 0n : leg.quantity;
}

export function isFlat(leg: LegQuantity): boolean {
  return heldQuantity(leg) === 0n;
}
