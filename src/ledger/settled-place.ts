import { compareItems } from './ledger-item.js';
import type { FillOwner, LedgerItem } from './ledger-item.js';
import { instantOf } from './message-time.js';

/** A place in the order of a ledger: that of an item which was settled. */
export interface SettledPlace {
  /** See `message-time.ts`. */
  readonly at: number;
  readonly kind: 'fill' | 'adjustment' | 'adoption';
  /** The trade id of a fill, else the item's own. */
  readonly id: string | null;
  /** The order of a fill. */
  readonly order: string | null;
  readonly end: string | null;
}

/** Whether an item stands at a place or before it. */
export function isUpTo(place: SettledPlace, item: LedgerItem, owner: FillOwner | null): boolean {
  const apart = instantOf(item.at) - instantOf(place.at);
  return apart === 0 ? compareItems(item, owner, ...itemAt(place)) <= 0 : apart < 0;
}

/** The place behind all fills of a time (ms). */
export function endOfTime(at: number): SettledPlace {
  return { at, kind: 'adoption', id: '', order: null, end: null };
}

/** The later of two places; null is before all. */
export function laterPlace(left: SettledPlace | null, right: SettledPlace): SettledPlace {
  if (left === null) return right;
  const [leftAt, rightAt] = [instantOf(left.at), instantOf(right.at)];
  if (leftAt !== rightAt) return leftAt < rightAt ? right : left;
  return isUpTo(right, ...itemAt(left)) ? right : left;
}

/** A place as an item, to be compared with others. */
function itemAt({ at, kind, id, order, end }: SettledPlace): [LedgerItem, FillOwner | null] {
  if (kind === 'fill') {
    const nothing = { quantity: '0', price: null, fee: null, feeCurrency: null, liquidity: null };
    const record = { id: order, clientOrderId: null, side: 'BUY' as const };
    return [
      { ...nothing, tradeId: id, at, end },
      { key: '', record },
    ];
  }
  const item = { id: id ?? '', at, quantity: 0n };
  if (kind === 'adoption') return [{ ...item, kind, entryPrice: null }, null];
  const adjustment = { adjustmentKind: 'CORRECTION', price: null, amount: 0n, currency: null } as const;
  return [{ ...item, ...adjustment, kind, reason: null }, null];
}
