import { divideHalfEven, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import type { InstrumentKind } from '../instruments/instrument.js';

const COST_SCALE = powerOfTen(2 * SCALE);

/**
 * What a quantity costs at a price, in `10^-36`: quantity x price; of an inverse contract quantity / price, half-even, which is in the
 * base currency.
 *
 * @param quantity in `10^-18`.
 * @param price in `10^-18`, above zero where the contract is inverse.
 */
export function costAt(kind: InstrumentKind, quantity: bigint, price: bigint): bigint {
  return kind === 'inverse' ? divideHalfEven(quantity * COST_SCALE, price) : quantity * price;
}

/** The price at which a quantity costs so much, in `10^-18`, half-even; zero where nothing tells it. */
export function priceFor(kind: InstrumentKind, quantity: bigint, cost: bigint): bigint {
  if (kind === 'inverse') return cost === 0n ? 0n : divideHalfEven(quantity * COST_SCALE, cost);
  return quantity === 0n ? 0n : divideHalfEven(cost, quantity);
}

/**
 * What a long makes that was entered at one cost and is left at another: exit - entry; of an inverse contract entry - exit, because its
 * cost is what it is worth in the base currency.
 */
export function profitOf(kind: InstrumentKind, entryCost: bigint, exitCost: bigint): bigint {
  return kind === 'inverse' ? entryCost - exitCost : exitCost - entryCost;
}
