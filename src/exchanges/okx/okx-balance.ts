import { MAX_NAME } from '../../orders/field-checks.js';
import type { MappedBalance } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import type { OkxBalance } from './okx-messages.js';
import { OKX } from './okx-words.js';

/** The only account that OKX pushes balances of. */
const ACCOUNT = 'trading';

/**
 * A row of the `account` channel's `details`, or of `balData`, which tells the total only. The total is the cash balance: without
 * unrealized profit.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapOkxBalance(message: unknown, place: string): MappedBalance {
  const row = new MessageRow<keyof OkxBalance>(message, place);
  return {
    exchange: OKX,
    account: ACCOUNT,
    asset: row.requiredText('ccy', MAX_NAME),
    free: row.computed('availBal'),
    locked: row.computed('frozenBal'),
    total: row.computed('cashBal'),
    timestamp: row.timestamp('uTime'),
  };
}
