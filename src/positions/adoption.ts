import type { AdoptionItem } from '../ledger/ledger-item.js';
import { legKey } from '../ledger/leg.js';
import type { Leg } from '../ledger/leg.js';
import type { LegAccount } from './leg-account.js';

/** What a snapshot that was adopted says: of one leg, or of every leg that a complete snapshot does not name, that it was flat. */
export interface Adoption {
  readonly exchange: string;
  /** Null for every leg of the exchange that is not among `named`, those included that nobody knows yet. */
  readonly leg: Leg | null;
  /** The keys of the legs that a complete snapshot names, in order. */
  readonly named: readonly string[];
  readonly item: AdoptionItem;
  /** On the cache's own clock (ms). */
  readonly adoptedAt: number;
}

/** Whether it says something of a leg. */
export function isOfLeg({ exchange, leg, named }: Adoption, account: LegAccount): boolean {
  if (leg !== null) return legKey(leg) === account.key;
  return exchange === account.exchange && !named.includes(account.key);
}

/** What a snapshot that was adopted is stored under. */
export function adoptionKey({ exchange, leg, item }: Pick<Adoption, 'exchange' | 'leg' | 'item'>): string {
  return `${leg === null ? exchange : legKey(leg)}\u001f${item.at}\u001f${item.id}`;
}
