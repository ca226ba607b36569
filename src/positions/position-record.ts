import type { Amounts } from '../decimal/amounts.js';
import { NO_AMOUNTS } from '../decimal/amounts.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import type { PositionSide } from '../orders/order.js';

/** Which position: positions are kept per exchange, symbol and leg. */
export interface PositionPlace {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
}

/** A position as the cache keeps it: exact, cost instead of a rounded entry. Immutable. */
export interface PositionRecord extends PositionPlace {
  /** How it is accounted. */
  readonly kind: InstrumentKind;
  /** Units of the base per contract, in `10^-18`. */
  readonly contractSize: bigint;
  /**
   * Signed quantity in contracts, in `10^-18`. Below zero on a LONG leg, or above on a SHORT leg, it is the leg's deficit: what was
   * closed before it was opened.
   */
  readonly quantity: bigint;
  /** What the open quantity was entered at, summed (see `costAt`), never negative, in `10^-36`. */
  readonly cost: bigint;
  /** Lifetime realized profit before fees, in `10^-54` (cost x contract size). */
  readonly realizedPnl: bigint;
  /** Lifetime fees by currency, positive when paid. */
  readonly fees: Amounts;
  /** Signed quantity of the watermarks that were dropped since, in `10^-18`. */
  readonly carried: bigint;
  /** Fees that were paid from the holding itself, in `10^-18`. */
  readonly paidFromHolding: bigint;
  /** Signed quantity that came by adjustments, in `10^-18`. */
  readonly adjusted: bigint;
  /** Lifetime money of adjustments (funding, corrections) by currency, positive when received. */
  readonly adjustments: Amounts;
  /** The largest quantity, unsigned, since it was opened last, in `10^-18`. */
  readonly peak: bigint;
  /** What was closed since it was opened last: how much, in `10^-18`, positive of a long, entered and left at which costs, in `10^-36`. */
  readonly closedQuantity: bigint;
  readonly closedEntryCost: bigint;
  readonly closedExitCost: bigint;
  /** Since when it is not flat (ms); null while flat. */
  readonly openedAt: number | null;
  /** When it last went flat (ms); null while it is open. */
  readonly closedAt: number | null;
  readonly updatedAt: number | null;
  /** Fills up to this time of the exchange's clock (ms) were in a snapshot that was adopted; null if none was. */
  readonly reconciledAt: number | null;
}

/** The position before its first fill. */
export function flatPosition(
  place: PositionPlace,
  contractSize: bigint,
  kind: InstrumentKind = 'linear',
): PositionRecord {
  return {
    exchange: place.exchange,
    symbol: place.symbol,
    positionSide: place.positionSide,
    kind,
    contractSize,
    quantity: 0n,
    cost: 0n,
    realizedPnl: 0n,
    fees: NO_AMOUNTS,
    carried: 0n,
    paidFromHolding: 0n,
    adjusted: 0n,
    adjustments: NO_AMOUNTS,
    peak: 0n,
    closedQuantity: 0n,
    closedEntryCost: 0n,
    closedExitCost: 0n,
    openedAt: null,
    closedAt: null,
    updatedAt: null,
    reconciledAt: null,
  };
}
