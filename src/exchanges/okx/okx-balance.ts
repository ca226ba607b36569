import { canonicalDecimal } from '../../decimal/decimal-text.js';
import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { MappedBalance } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import type { OkxBalance } from './okx-messages.js';
import { OKX } from './okx-words.js';

/** The only account that OKX pushes balances of. */
const ACCOUNT = 'trading';

/**
 * A row of the `account` channel's `details`, or of `balData`, which tells the cash balance only. The total is the cash balance and the margin
 * of isolated positions, which OKX takes out of the cash balance, without unrealized profit.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapOkxBalance(message: unknown, read: FieldReader): MappedBalance {
  const row = read.row<keyof OkxBalance>(message);
  const profit = toFixedPoint(read.computed(row.isoUpl, 'isoUpl') ?? '0');
  const margin = toFixedPoint(read.computed(row.isoEq, 'isoEq') ?? '0') - profit;
  return {
    exchange: OKX,
    account: ACCOUNT,
    asset: read.requiredText(row.ccy, 'ccy', MAX_NAME),
    free: read.computed(row.availBal, 'availBal'),
    locked: sum(row.frozenBal, 'frozenBal', -profit, read),
    total: sum(row.cashBal, 'cashBal', margin, read),
    timestamp: read.timestamp(row.uTime, 'uTime'),
  };
}

/** A figure and what is added to it; null where it is not told. */
function sum(value: unknown, field: string, added: bigint, read: FieldReader): string | null {
  const figure = read.computed(value, field);
  if (figure === null) return null;
  const total = canonicalDecimal(fromFixedPoint(toFixedPoint(figure) + added));
  if (total === null) throw read.fault(field, 'is too much beside isoEq and isoUpl');
  return total;
}
