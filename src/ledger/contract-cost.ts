import { divideHalfEven, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import type { InstrumentKind } from '../instruments/instrument.js';

/**
 * Costs of inverse contracts are quotients, and need digits of their own: with these the smallest quantity at the largest price has
 * 36 significant ones.
 */
const INVERSE_DIGITS = 4 * SCALE;
const INVERSE_SCALE = powerOfTen(INVERSE_DIGITS);
const INVERSE_EXCESS = powerOfTen(INVERSE_DIGITS - 2 * SCALE);

/** How many fraction digits costs are kept with. */
export function costDigits(kind: InstrumentKind): number {
  return kind === 'inverse' ? INVERSE_DIGITS : 2 * SCALE;
}

/**
 * What a quantity costs at a price: quantity x price, exactly; of an inverse contract quantity / price, half-even, which is in the
 * base currency. In units of the last of `costDigits`.
 *
 * @param quantity in `10^-18`.
 * @param price in `10^-18`, above zero where the contract is inverse.
 */
export function costAt(kind: InstrumentKind, quantity: bigint, price: bigint): bigint {
  return kind === 'inverse' ? divideHalfEven(quantity * INVERSE_SCALE, price) : quantity * price;
}

/** The price at which a quantity costs so much, in `10^-18`, half-even; zero where nothing tells it. */
export function priceFor(kind: InstrumentKind, quantity: bigint, cost: bigint): bigint {
  if (kind === 'inverse') return cost === 0n ? 0n : divideHalfEven(quantity * INVERSE_SCALE, cost);
  return quantity === 0n ? 0n : divideHalfEven(cost, quantity);
}

/**
 * What a long makes that was entered at one cost and is left at another: exit - entry; of an inverse contract entry - exit, because its
 * cost is what it is worth in the base currency. In units of costs.
 */
export function profitOf(kind: InstrumentKind, entryCost: bigint, exitCost: bigint): bigint {
  return kind === 'inverse' ? entryCost - exitCost : exitCost - entryCost;
}

/** A profit in units of costs as money, in `10^-54`. */
export function moneyOf(kind: InstrumentKind, profit: bigint, contractSize: bigint): bigint {
  return kind === 'inverse' ? divideHalfEven(profit * contractSize, INVERSE_EXCESS) : profit * contractSize;
}
