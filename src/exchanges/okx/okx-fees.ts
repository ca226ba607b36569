import { addAmount, amountsToObject, NO_AMOUNTS } from '../../decimal/amounts.js';
import { negated } from '../../decimal/decimal-text.js';
import { toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { CurrencyAmounts } from '../../orders/order.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import type { OkxOrder } from './okx-messages.js';

type Order = Fields<keyof OkxOrder>;

/** The fee of the last fill, positive when paid; null where it is not told. */
export function lastFee({ fillFee }: Order, read: FieldReader): string | null {
  const fee = read.computed(fillFee, 'fillFee');
  return fee === null ? null : negated(fee);
}

/** The order's fees so far, positive when paid; null where their currency is not told, so that nothing is taken for free of charge. */
export function cumulativeFees(order: Order, read: FieldReader): CurrencyAmounts | null {
  const fee = read.computed(order.fee, 'fee');
  const rebate = read.computed(order.rebate, 'rebate') ?? '0';
  const feeCurrency = read.text(order.feeCcy, 'feeCcy', MAX_NAME);
  const rebateCurrency = read.text(order.rebateCcy, 'rebateCcy', MAX_NAME);
  if (fee === null || (fee !== '0' && feeCurrency === null) || (rebate !== '0' && rebateCurrency === null))
    return null;
  if (rebate === '0') return only(fee, feeCurrency);
  if (fee === '0') return only(rebate, rebateCurrency);
  const charged = addAmount(NO_AMOUNTS, feeCurrency ?? '', -toFixedPoint(fee));
  return amountsToObject(addAmount(charged, rebateCurrency ?? '', -toFixedPoint(rebate)));
}

/** Its own property, whatever the currency is called. */
function only(amount: string, currency: string | null): CurrencyAmounts {
  return amount === '0' || currency === null ? {} : { [currency]: negated(amount) };
}
