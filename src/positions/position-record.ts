import type { Amounts } from '../decimal/amounts.js';
import { NO_AMOUNTS } from '../decimal/amounts.js';
import type { PositionSide } from '../orders/order.js';

/** Which position: positions are kept per exchange, symbol and leg. */
export interface PositionPlace {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
}

/** A position as the cache keeps it: exact, cost instead of a rounded entry. Immutable. */
export interface PositionRecord extends PositionPlace {
  /** Units of the base per contract, in `10^-18`. */
  readonly contractSize: bigint;
  /** Signed quantity in contracts, in `10^-18`. */
  readonly quantity: bigint;
  /** What the open quantity was entered at, quantity x price summed, never negative, in `10^-36`. */
  readonly cost: bigint;
  /** Lifetime realized profit before fees, in `10^-54` (quantity x price x contract size). */
  readonly realizedPnl: bigint;
  /** Lifetime fees by currency, positive when paid. */
  readonly fees: Amounts;
  /** Signed quantity of the watermarks that were dropped since, in `10^-18`. */
  readonly carried: bigint;
  /** Since when it is not flat (ms); null while flat. */
  readonly openedAt: number | null;
  /** When it last went flat (ms); null while it is open. */
  readonly closedAt: number | null;
  readonly updatedAt: number | null;
}

/** The position before its first fill. */
export function flatPosition(place: PositionPlace, contractSize: bigint): PositionRecord {
  return {
    exchange: place.exchange,
    symbol: place.symbol,
    positionSide: place.positionSide,
    contractSize,
    quantity: 0n,
    cost: 0n,
    realizedPnl: 0n,
    fees: NO_AMOUNTS,
    carried: 0n,
    openedAt: null,
    closedAt: null,
    updatedAt: null,
  };
}
