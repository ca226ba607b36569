import type { PositionSide } from '../orders/order.js';
import type { Leg } from '../ledger/leg.js';

/** Which positions a query means. What is left out matches all. */
export interface PositionFilter {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly positionSide?: PositionSide;
}

export function matchesPosition(leg: Leg, filter: PositionFilter): boolean {
  return (
    (filter.exchange === undefined || leg.exchange === filter.exchange) &&
    (filter.symbol === undefined || leg.symbol === filter.symbol) &&
    (filter.positionSide === undefined || leg.positionSide === filter.positionSide)
  );
}
