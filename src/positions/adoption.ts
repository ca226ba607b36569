import { addAmounts } from '../decimal/amounts.js';
import { divideHalfEven, magnitude } from '../decimal/fixed-point.js';
import { costAt } from './contract-cost.js';
import type { Fill } from './fill.js';
import type { PositionRecord } from './position-record.js';

/** What an exchange says is held. */
export interface Adopted {
  /** Signed, in `10^-18`. */
  readonly quantity: bigint;
  /** Average entry, in `10^-18`; null where it is not said, and the position's own is kept. */
  readonly entryPrice: bigint | null;
  /** The exchange's time of it (ms), or null. */
  readonly asOf: number | null;
}

/** A position made what the exchange says. The difference is an adjustment; nothing is realized by it. */
export function adoptPosition(record: PositionRecord, adopted: Adopted, at: number): PositionRecord {
  const { quantity, entryPrice, asOf } = adopted;
  const isOpen = quantity !== 0n;
  const isSameSide = record.quantity > 0n === quantity > 0n && record.quantity !== 0n;
  const opensAnew = isOpen && !isSameSide;
  const size = magnitude(quantity);
  const cost =
    entryPrice === null
      ? divideHalfEven(record.cost * size, magnitude(record.quantity) || 1n)
      : isOpen
        ? costAt(record.kind, size, entryPrice)
        : 0n;
  return {
    ...record,
    quantity,
    cost,
    adjusted: record.adjusted + quantity - record.quantity,
    openedAt: !isOpen ? null : isSameSide ? record.openedAt : (asOf ?? at),
    closedAt: isOpen ? null : (record.closedAt ?? asOf ?? at),
    updatedAt: at,
    peak: opensAnew || size > record.peak ? size : record.peak,
    closedQuantity: opensAnew ? 0n : record.closedQuantity,
    closedEntryCost: opensAnew ? 0n : record.closedEntryCost,
    closedExitCost: opensAnew ? 0n : record.closedExitCost,
    reconciledAt: asOf ?? record.reconciledAt,
  };
}

/**
 * A position after a fill that it has already, because a snapshot which was adopted has it: the fill is counted as an order's, and taken
 * off what the adoption had added.
 *
 * @param paidFromHolding the part of its fees that was paid from the holding, in `10^-18`.
 */
export function absorbFill(
  record: PositionRecord,
  fill: Fill,
  paidFromHolding: bigint,
  at: number,
): PositionRecord {
  const signed = fill.side === 'BUY' ? fill.quantity : -fill.quantity;
  return {
    ...record,
    fees: addAmounts(record.fees, fill.fees),
    paidFromHolding: record.paidFromHolding + paidFromHolding,
    adjusted: record.adjusted - signed + paidFromHolding,
    updatedAt: at,
  };
}

/** Whether a fill of that time (ms) was in a snapshot that was adopted. */
export function isInSnapshot({ reconciledAt }: PositionRecord, at: number): boolean {
  return reconciledAt !== null && at <= reconciledAt;
}
