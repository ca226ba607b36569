import { amountsToObject } from '../decimal/amounts.js';
import {
  divideHalfEven,
  fromFixedPoint,
  magnitude,
  powerOfTen,
  SCALE,
  toFixedPoint,
} from '../decimal/fixed-point.js';
import type { Position } from './position.js';
import type { PositionRecord } from './position-record.js';
import { quotesCurrency } from './settle-currency.js';

/** A price that a position is valued at. */
export interface Mark {
  /** A canonical decimal. */
  readonly price: string;
  readonly ageMs: number;
}

/** What callers see of a position: the entry and the profits are computed here, when they are read. */
export function positionView(record: PositionRecord, mark: Mark | null): Position {
  return Object.freeze({
    exchange: record.exchange,
    symbol: record.symbol,
    positionSide: record.positionSide,
    side: record.quantity > 0n ? 'LONG' : record.quantity < 0n ? 'SHORT' : 'FLAT',
    signedAmount: fromFixedPoint(record.quantity),
    entryPrice: entryPrice(record),
    realizedPnl: fromFixedPoint(record.realizedPnl, 3 * SCALE),
    netRealizedPnl: fromFixedPoint(netRealizedPnl(record), 3 * SCALE),
    fees: Object.freeze(amountsToObject(record.fees)),
    unrealizedPnl: unrealizedPnl(record, mark),
    markPrice: mark?.price ?? null,
    markAgeMs: mark?.ageMs ?? null,
    openedAt: record.openedAt,
    closedAt: record.closedAt,
    updatedAt: record.updatedAt,
  });
}

function entryPrice({ quantity, cost }: PositionRecord): string {
  if (quantity === 0n) return '0';
  return fromFixedPoint(divideHalfEven(cost, magnitude(quantity)), SCALE);
}

function netRealizedPnl({ symbol, realizedPnl, fees }: PositionRecord): bigint {
  return fees
    .filter(({ currency }) => quotesCurrency(symbol, currency))
    .reduce((net, { amount }) => net - amount * powerOfTen(2 * SCALE), realizedPnl);
}

function unrealizedPnl({ quantity, cost, contractSize }: PositionRecord, mark: Mark | null): string | null {
  if (quantity === 0n) return '0';
  if (mark === null) return null;
  const value = toFixedPoint(mark.price) * quantity;
  const profit = quantity > 0n ? value - cost : value + cost;
  return fromFixedPoint(profit * contractSize, 3 * SCALE);
}
