import { MAX_NAME, text } from '../../orders/field-checks.js';
import type { Mapped, MappedBalance } from '../mapped.js';
import { mapRows } from '../map-rows.js';
import { MessageRow } from '../message-row.js';
import type { CcxtBalances } from './ccxt-structures.js';

/**
 * Unified balances: each currency that `free`, `used` or `total` name.
 *
 * @throws {UpdateFault} if they are no balances.
 */
export function mapCcxtBalance(
  exchange: string,
  account: string,
  balances: unknown,
  place: string,
): Mapped[] {
  const row = new MessageRow<keyof CcxtBalances>(balances, place);
  const timestamp = row.timestamp('timestamp');
  const amounts = (field: 'free' | 'used' | 'total'): MessageRow<string> =>
    new MessageRow(row.raw(field) ?? {}, `${place}.${field}`);
  const [free, used, total] = [amounts('free'), amounts('used'), amounts('total')];
  const assets = new Set([...free.fields(), ...used.fields(), ...total.fields()]);
  const map = (asset: unknown, at: string): MappedBalance => {
    const name = text(asset, at, MAX_NAME, false);
    return {
      exchange,
      account,
      asset: name,
      free: free.computed(name),
      locked: used.computed(name),
      total: total.computed(name),
      timestamp,
    };
  };
  return mapRows([...assets], `${place}.assets`, map, (told) => ({ kind: 'balances', balances: told }));
}
