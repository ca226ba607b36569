import { addAmount, amountOf, NO_AMOUNTS } from '../../decimal/amounts.js';
import type { Amounts } from '../../decimal/amounts.js';
import { canonicalDecimal } from '../../decimal/decimal-text.js';
import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import type { CcxtFee } from './ccxt-structures.js';

/**
 * What `fees`, or else `fee`, sum up to by currency, positive when paid; empty where nothing was charged, and where a part of it is not
 * told: then all of it is unknown.
 *
 * @throws {UpdateFault} naming the field that is wrong.
 */
export function ccxtFees(row: Fields<'fee' | 'fees'>, read: FieldReader): Amounts {
  const list = row.fees;
  const fees: readonly unknown[] = Array.isArray(list) && list.length > 0 ? list : [row.fee];
  const readFee = read.at('fee');
  let sum = NO_AMOUNTS;
  for (const each of fees) {
    if (each === undefined || each === null) continue;
    const fee = readFee.row<keyof CcxtFee>(each);
    const cost = readFee.computed(fee.cost, 'cost');
    const currency = readFee.text(fee.currency, 'currency', MAX_NAME);
    // ccxt writes a fee without both where there is none.
    if (cost === '0' || (cost === null && currency === null)) continue;
    if (cost === null || currency === null) return NO_AMOUNTS;
    sum = addAmount(sum, currency, toFixedPoint(cost));
    if (sum !== NO_AMOUNTS && fees.length > 1) assertFits(amountOf(sum, currency), readFee);
  }
  return sum;
}

function assertFits(amount: bigint, read: FieldReader): void {
  if (canonicalDecimal(fromFixedPoint(amount)) === null)
    throw read.fault('cost', 'is too much beside the other fees');
}
