import { canonicalDecimal } from '../../decimal/decimal-text.js';
import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { MappedBalance } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import type { OkxBalance } from './okx-messages.js';
import { OKX } from './okx-words.js';

type BalanceRow = MessageRow<keyof OkxBalance>;

/** The only account that OKX pushes balances of. */
const ACCOUNT = 'trading';

/**
 * A row of the `account` channel's `details`, or of `balData`, which tells the cash balance only. The total is the cash balance and the margin
 * of isolated positions, which OKX takes out of the cash balance, without unrealized profit.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapOkxBalance(message: unknown, place: string): MappedBalance {
  const row: BalanceRow = new MessageRow(message, place);
  const profit = toFixedPoint(row.computed('isoUpl') ?? '0');
  const margin = toFixedPoint(row.computed('isoEq') ?? '0') - profit;
  return {
    exchange: OKX,
    account: ACCOUNT,
    asset: row.requiredText('ccy', MAX_NAME),
    free: row.computed('availBal'),
    locked: sum(row, 'frozenBal', -profit),
    total: sum(row, 'cashBal', margin),
    timestamp: row.timestamp('uTime'),
  };
}

/** A figure and what is added to it; null where it is not told. */
function sum(row: BalanceRow, field: 'cashBal' | 'frozenBal', added: bigint): string | null {
  const figure = row.computed(field);
  if (figure === null) return null;
  const total = canonicalDecimal(fromFixedPoint(toFixedPoint(figure) + added));
  if (total === null) throw row.fault(field, 'is too much beside isoEq and isoUpl');
  return total;
}
