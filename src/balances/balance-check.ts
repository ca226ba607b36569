import { assertObject, MAX_NAME, optionalDecimal, requiredText, timestamp } from '../orders/field-checks.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { BalanceUpdate } from './balance.js';

/** A balance update that was checked and copied; decimals canonical. */
export type CheckedBalance = {
  readonly [Field in keyof BalanceUpdate]-?: Exclude<BalanceUpdate[Field], undefined>;
};

const FIELDS: ReadonlySet<string> = new Set<keyof BalanceUpdate>([
  'exchange', 'account', 'asset', 'free', 'locked', 'total', 'delta', 'timestamp',
]); // prettier-ignore

/** @throws {UpdateFault} naming the first field that is wrong. */
export function checkBalance(update: BalanceUpdate): CheckedBalance {
  assertObject(update);
  for (const field of Object.keys(update))
    if (!FIELDS.has(field)) throw new UpdateFault(field, 'is not a field of a balance; leave it out');
  const given = update as { readonly [Field in keyof BalanceUpdate]: unknown };
  const checked: CheckedBalance = {
    exchange: requiredText(given.exchange, 'exchange', MAX_NAME, undefined),
    account: requiredText(given.account, 'account', MAX_NAME, undefined),
    asset: requiredText(given.asset, 'asset', MAX_NAME, undefined),
    // Signed: an account that borrows owes.
    free: optionalDecimal(given.free, 'free', null, true),
    locked: optionalDecimal(given.locked, 'locked', null, true),
    total: optionalDecimal(given.total, 'total', null, true),
    delta: optionalDecimal(given.delta, 'delta', null, true),
    timestamp: timestamp(given.timestamp),
  };
  const isState = checked.free !== null || checked.locked !== null || checked.total !== null;
  if (checked.delta === null && !isState)
    throw new UpdateFault('total', 'is missing: give free, locked or total, or delta');
  if (checked.delta !== null && isState)
    throw new UpdateFault('delta', 'must not stand beside free, locked or total');
  if (checked.delta !== null && checked.timestamp === null)
    throw new UpdateFault('timestamp', 'is missing: without it a delta that is told twice would count twice');
  return checked;
}
