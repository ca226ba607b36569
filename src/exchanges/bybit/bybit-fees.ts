import { addAmount, amountsToObject, NO_AMOUNTS } from '../../decimal/amounts.js';
import { toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { CurrencyAmounts } from '../../orders/order.js';
import type { FieldReader } from '../field-reader.js';
import { isRecord, ownField } from '../row.js';
import type { Fields } from '../row.js';
import { settleCurrency } from './bybit-market.js';
import type { BybitCategory } from './bybit-market.js';
import type { BybitOrder } from './bybit-messages.js';

const DETAIL = 'cumFeeDetail';
const MAX_CURRENCIES = 32;

/**
 * What an order cost in fees so far, by currency, positive when paid. Null where that, or its currency, is not told: what is unknown must
 * not read as nothing.
 *
 * @throws {UpdateFault} naming the field that is wrong.
 */
export function cumulativeFees(
  order: Fields<keyof BybitOrder>,
  read: FieldReader,
  category: BybitCategory,
  symbol: string,
): CurrencyAmounts | null {
  const detail = order.cumFeeDetail;
  if (isRecord(detail) && Object.keys(detail).length > 0) return byCurrency(detail, read);
  const fee = read.computed(order.cumExecFee, 'cumExecFee');
  if (fee === null || fee === '0') return fee === null ? null : {};
  const currency = read.text(order.feeCurrency, 'feeCurrency', MAX_NAME) ?? settleCurrency(category, symbol);
  // Its own property, whatever it is called.
  return currency === null ? null : { [currency]: fee };
}

function byCurrency(detail: Readonly<Record<string, unknown>>, readOrder: FieldReader): CurrencyAmounts {
  const currencies = Object.keys(detail);
  if (currencies.length > MAX_CURRENCIES)
    throw readOrder.fault(DETAIL, `must not name more than ${MAX_CURRENCIES} currencies`);
  const read = readOrder.at(DETAIL);
  let amounts = NO_AMOUNTS;
  for (const name of currencies) {
    const currency = read.ownText(name, MAX_NAME);
    const fee = read.computed(ownField(detail, name), name) ?? '0';
    amounts = addAmount(amounts, currency, toFixedPoint(fee));
  }
  return amountsToObject(amounts);
}
