import { SCALE } from '../decimal/fixed-point.js';

/** Quantities of up to so many digits are counted in units. */
const MAX_QUANTITY_DIGITS = 9;

/** In which units a leg is counted: of `10^-digits` each. One object for each that there is. */
export interface UnitScale {
  readonly quantityDigits: number;
  readonly priceDigits: number;
  /** A cost is a quantity times a price. */
  readonly costDigits: number;
}

const SCALES: readonly (readonly UnitScale[])[] = Array.from(
  { length: MAX_QUANTITY_DIGITS + 1 },
  (_, quantityDigits) =>
    Array.from({ length: SCALE - quantityDigits + 1 }, (__, priceDigits) => ({
      quantityDigits,
      priceDigits,
      costDigits: quantityDigits + priceDigits,
    })),
);

/** Null where there are too many digits. */
export function unitScale(quantityDigits: number, priceDigits: number): UnitScale | null {
  return SCALES[quantityDigits]?.[priceDigits] ?? null;
}
