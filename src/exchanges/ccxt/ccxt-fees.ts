import { addAmount, amountOf, NO_AMOUNTS } from '../../decimal/amounts.js';
import type { Amounts } from '../../decimal/amounts.js';
import { canonicalDecimal } from '../../decimal/decimal-text.js';
import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import { MessageRow } from '../message-row.js';
import type { CcxtFee } from './ccxt-structures.js';

/**
 * What `fees`, or else `fee`, sum up to by currency, positive when paid; empty where nothing was charged, and where a part of it is not
 * told: then all of it is unknown.
 *
 * @throws {UpdateFault} naming the field that is wrong.
 */
export function ccxtFees(row: MessageRow<'fee' | 'fees'>, place: string): Amounts {
  const list = row.raw('fees');
  const fees: readonly unknown[] = Array.isArray(list) && list.length > 0 ? list : [row.raw('fee')];
  let sum = NO_AMOUNTS;
  for (const fee of fees) {
    if (fee === undefined || fee === null) continue;
    const each = new MessageRow<keyof CcxtFee>(fee, `${place}.fee`);
    const cost = each.computed('cost');
    const currency = each.text('currency', MAX_NAME);
    // ccxt writes a fee without both where there is none.
    if (cost === '0' || (cost === null && currency === null)) continue;
    if (cost === null || currency === null) return NO_AMOUNTS;
    sum = addAmount(sum, currency, toFixedPoint(cost));
    if (canonicalDecimal(fromFixedPoint(amountOf(sum, currency))) === null)
      throw each.fault('cost', 'is too much beside the other fees');
  }
  return sum;
}
