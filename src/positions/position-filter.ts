import type { PositionSide } from '../orders/order.js';
import type { PositionRecord } from './position-record.js';

/** Which positions a query means. What is left out matches all. */
export interface PositionFilter {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly positionSide?: PositionSide;
}

export function matchesPosition(record: PositionRecord, filter: PositionFilter): boolean {
  return (
    (filter.exchange === undefined || record.exchange === filter.exchange) &&
    (filter.symbol === undefined || record.symbol === filter.symbol) &&
    (filter.positionSide === undefined || record.positionSide === filter.positionSide)
  );
}
