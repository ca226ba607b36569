import type { Amounts } from '../decimal/amounts.js';
import { NO_AMOUNTS } from '../decimal/amounts.js';
import type { InstrumentKind } from '../instruments/instrument.js';

/** What a leg is after some entry of its ledger. Immutable; amounts are fixed-point integers. */
export interface LegState {
  /** How it is accounted. */
  readonly kind: InstrumentKind;
  /** Units of the base per contract, in `10^-18`. */
  readonly contractSize: bigint;
  /**
   * Signed quantity in contracts, in `10^-18`. Below zero on a LONG leg, or above on a SHORT leg, it is the leg's deficit: what was
   * closed before it was opened.
   */
  readonly quantity: bigint;
  /** What the open quantity was entered at, summed (see `costAt`), never negative. */
  readonly cost: bigint;
  /** Lifetime realized profit before fees, in `10^-54` (cost x contract size). */
  readonly realizedPnl: bigint;
  /** Lifetime fees by currency, positive when paid. */
  readonly fees: Amounts;
  /** Lifetime money of adjustments (funding, corrections) by currency, positive when received. */
  readonly adjustments: Amounts;
  /** The largest quantity, unsigned, since it was opened last, in `10^-18`. */
  readonly peak: bigint;
  /** What was closed since it was opened last: how much, in `10^-18`, positive of a long, entered and left at which costs. */
  readonly closedQuantity: bigint;
  readonly closedEntryCost: bigint;
  readonly closedExitCost: bigint;
  /** Since when it is not flat (ms); null while flat. */
  readonly openedAt: number | null;
  /** When it last went flat (ms); null while it is open. */
  readonly closedAt: number | null;
  /** The time of the latest entry (ms). */
  readonly updatedAt: number | null;
}

/** A leg before its first entry. */
export function flatState(kind: InstrumentKind, contractSize: bigint): LegState {
  return {
    kind,
    contractSize,
    quantity: 0n,
    cost: 0n,
    realizedPnl: 0n,
    fees: NO_AMOUNTS,
    adjustments: NO_AMOUNTS,
    peak: 0n,
    closedQuantity: 0n,
    closedEntryCost: 0n,
    closedExitCost: 0n,
    openedAt: null,
    closedAt: null,
    updatedAt: null,
  };
}

/** Whether anything was ever held; not where only money moved, or a snapshot said that it is flat. */
export function wasHeld({ quantity, peak }: LegState): boolean {
  return quantity !== 0n || peak !== 0n;
}
