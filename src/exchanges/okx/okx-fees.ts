import { addAmount, amountsToObject, NO_AMOUNTS } from '../../decimal/amounts.js';
import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { CurrencyAmounts, OrderUpdate } from '../../orders/order.js';
import type { MessageRow } from '../message-row.js';
import type { OkxOrder } from './okx-messages.js';

type OrderRow = MessageRow<keyof OkxOrder>;

/** The fee of the last fill, positive when paid; null where it, or its currency, is not told. */
export function lastFee(row: OrderRow): Pick<OrderUpdate, 'fee' | 'feeCurrency'> {
  const fee = row.computed('fillFee');
  const feeCurrency = row.text('fillFeeCcy', MAX_NAME);
  if (fee === null || (feeCurrency === null && fee !== '0')) return { fee: null, feeCurrency: null };
  return { fee: negated(fee), feeCurrency };
}

/** The order's fees so far, positive when paid; null where their currency is not told, so that nothing is taken for free of charge. */
export function cumulativeFees(row: OrderRow): CurrencyAmounts | null {
  const fee = row.computed('fee');
  const rebate = row.computed('rebate') ?? '0';
  const feeCurrency = row.text('feeCcy', MAX_NAME);
  const rebateCurrency = row.text('rebateCcy', MAX_NAME);
  if (fee === null || (fee !== '0' && feeCurrency === null) || (rebate !== '0' && rebateCurrency === null))
    return null;
  const charged = addAmount(NO_AMOUNTS, feeCurrency ?? '', -toFixedPoint(fee));
  return amountsToObject(addAmount(charged, rebateCurrency ?? '', -toFixedPoint(rebate)));
}

function negated(decimal: string): string {
  return fromFixedPoint(-toFixedPoint(decimal));
}
