import { addAmount, amountOf, NO_AMOUNTS } from '../../decimal/amounts.js';
import type { Amounts } from '../../decimal/amounts.js';
import { canonicalDecimal } from '../../decimal/decimal-text.js';
import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import { MessageRow } from '../message-row.js';
import type { CcxtFee } from './ccxt-structures.js';

/**
 * What `fees`, or else `fee`, sum up to by currency, positive when paid. Null where that is not told, or not in which currency: what is
 * unknown must not read as nothing.
 *
 * @throws {UpdateFault} naming the field that is wrong.
 */
export function ccxtFees(row: MessageRow<'fee' | 'fees'>, place: string): Amounts | null {
  const list = row.raw('fees');
  const fees: readonly unknown[] = Array.isArray(list) && list.length > 0 ? list : [row.raw('fee')];
  let sum: Amounts = NO_AMOUNTS;
  let isTold = false;
  for (const fee of fees) {
    if (fee === undefined || fee === null) continue;
    const each = new MessageRow<keyof CcxtFee>(fee, `${place}.fee`);
    const cost = each.computed('cost');
    const currency = each.text('currency', MAX_NAME);
    // ccxt writes a fee without both where there is none.
    if (currency === null && (cost === null || cost === '0')) continue;
    if (currency === null || cost === null) return null;
    sum = addAmount(sum, currency, toFixedPoint(cost));
    if (canonicalDecimal(fromFixedPoint(amountOf(sum, currency))) === null)
      throw each.fault('cost', 'is too much beside the other fees');
    isTold = true;
  }
  return isTold ? sum : null;
}
