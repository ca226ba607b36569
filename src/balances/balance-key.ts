import type { Balance } from './balance.js';

/** Names hold no control characters, so that this one parts them without doubt. */
export function balanceKey({
  exchange,
  account,
  asset,
}: Pick<Balance, 'exchange' | 'account' | 'asset'>): string {
  return `${exchange}\u001f${account}\u001f${asset}`;
}
