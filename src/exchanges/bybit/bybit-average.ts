import { fromFixedPoint, powerOfTen, SCALE } from '../../decimal/fixed-point.js';
import { averagePrice } from '../average-price.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import type { BybitCategory } from './bybit-market.js';
import type { BybitOrder } from './bybit-messages.js';

/** A decimal has no more integer digits. */
const MAX_PRICE = powerOfTen(2 * SCALE);

/**
 * The average price of what was filled. Bybit rounds its own; the value that it gives beside is exact, but for inverse contracts, whose
 * value is rounded in the base currency.
 */
export function bybitAverage(
  order: Fields<keyof BybitOrder>,
  read: FieldReader,
  category: BybitCategory,
  filled: string,
): string | null {
  const average = read.computedPrice(order.avgPrice, 'avgPrice');
  const value = read.positive(order.cumExecValue, 'cumExecValue');
  if (filled === '0') return null;
  if (category === 'inverse' || value === null) return average;
  const price = averagePrice(value, filled);
  return price === 0n || price >= MAX_PRICE ? average : fromFixedPoint(price);
}
