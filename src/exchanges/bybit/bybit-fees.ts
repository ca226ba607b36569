import { addAmount, amountsToObject, NO_AMOUNTS } from '../../decimal/amounts.js';
import { toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME, text } from '../../orders/field-checks.js';
import type { CurrencyAmounts } from '../../orders/order.js';
import { isRecord, MessageRow } from '../message-row.js';
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
  row: MessageRow<keyof BybitOrder>,
  category: BybitCategory,
  symbol: string,
): CurrencyAmounts | null {
  const detail = row.raw(DETAIL);
  if (isRecord(detail) && Object.keys(detail).length > 0) return byCurrency(detail, row);
  const fee = row.computed('cumExecFee');
  if (fee === null || fee === '0') return fee === null ? null : {};
  const currency = row.text('feeCurrency', MAX_NAME) ?? settleCurrency(category, symbol);
  return currency === null ? null : amountsToObject([{ currency, amount: toFixedPoint(fee) }]);
}

function byCurrency(
  detail: Readonly<Record<string, unknown>>,
  row: MessageRow<keyof BybitOrder>,
): CurrencyAmounts {
  const currencies = Object.keys(detail);
  if (currencies.length > MAX_CURRENCIES)
    throw row.fault(DETAIL, `must not name more than ${MAX_CURRENCIES} currencies`);
  const fees = new MessageRow<string>(detail, DETAIL);
  let amounts = NO_AMOUNTS;
  for (const name of currencies) {
    const currency = text(name, DETAIL, MAX_NAME, false);
    amounts = addAmount(amounts, currency, toFixedPoint(fees.computed(name) ?? '0'));
  }
  return amountsToObject(amounts);
}
