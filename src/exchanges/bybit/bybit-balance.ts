import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { MappedBalance } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import { BYBIT } from './bybit-market.js';
import type { BybitCoin } from './bybit-messages.js';

/**
 * A coin of the `wallet` topic. Locked is what open spot orders hold; margin in use counts as free, because Bybit tells it for the account
 * as a whole.
 *
 * @param timestamp when the message was made: its rows have no time.
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBybitBalance(
  message: unknown,
  read: FieldReader,
  account: string,
  timestamp: number | null,
): MappedBalance {
  const row = read.row<keyof BybitCoin>(message);
  const total = read.computed(row.walletBalance, 'walletBalance');
  const locked = read.computed(row.locked, 'locked');
  return {
    exchange: BYBIT,
    account,
    asset: read.requiredText(row.coin, 'coin', MAX_NAME),
    free: read.computed(row.free, 'free') ?? difference(total, locked),
    locked,
    total,
    timestamp,
  };
}

/** Never below zero: what is not there is not free. */
function difference(total: string | null, locked: string | null): string | null {
  if (total === null || locked === null) return null;
  const free = toFixedPoint(total) - toFixedPoint(locked);
  return free < 0n ? '0' : fromFixedPoint(free);
}
