import { addAmount } from '../decimal/amounts.js';
import { divideHalfEven, magnitude } from '../decimal/fixed-point.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { CheckedAdjustment } from './adjustment.js';
import { costAt } from './contract-cost.js';
import { foldFill } from './fold.js';
import type { PositionRecord } from './position-record.js';

/**
 * A position after an adjustment. A quantity moves it as a fill does, at the price that is given, or else at its own entry.
 *
 * @throws {UpdateFault} if a flat position is to be opened at no price.
 */
export function adjustPosition(
  record: PositionRecord,
  adjustment: CheckedAdjustment,
  at: number,
): PositionRecord {
  const { quantity, amount, currency } = adjustment;
  const moved = quantity === 0n ? record : foldFill(record, fillOf(record, adjustment), at);
  return {
    ...moved,
    adjusted: record.adjusted + quantity,
    adjustments: currency === null ? record.adjustments : addAmount(record.adjustments, currency, amount),
    updatedAt: at,
  };
}

function fillOf(
  record: PositionRecord,
  { quantity, price }: CheckedAdjustment,
): Parameters<typeof foldFill>[1] {
  const size = magnitude(quantity);
  if (price === null && record.quantity === 0n)
    throw new UpdateFault(
      'price',
      'is missing: the position is flat, and nothing tells at which price it is opened',
    );
  const cost =
    price === null
      ? divideHalfEven(record.cost * size, magnitude(record.quantity))
      : costAt(record.kind, size, price);
  return { side: quantity > 0n ? 'BUY' : 'SELL', quantity: size, cost, fees: [], estimated: false };
}
