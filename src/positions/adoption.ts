import type { AdoptionItem } from '../ledger/ledger-item.js';
import { legKey } from '../ledger/leg.js';
import type { Leg } from '../ledger/leg.js';

/** A snapshot of one leg that was adopted, or that a complete snapshot was: every leg that was not known then was flat. */
export interface Adoption {
  readonly exchange: string;
  /** Null for all legs of the exchange that are not known yet. */
  readonly leg: Leg | null;
  readonly item: AdoptionItem;
  /** On the cache's own clock (ms). */
  readonly adoptedAt: number;
}

/** What a snapshot that was adopted is stored under. */
export function adoptionKey({ exchange, leg, item }: Pick<Adoption, 'exchange' | 'leg' | 'item'>): string {
  return `${leg === null ? exchange : legKey(leg)}\u001f${item.at}\u001f${item.id}`;
}
