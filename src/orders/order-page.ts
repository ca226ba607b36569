import { isOpenStatus } from './order.js';
import type { Order } from './order.js';
import { orderKey } from './order-key.js';
import type { OrderRecord } from './order-record.js';
import { orderView } from './order-view.js';

/** Orders that can still trade, orders that have ended, or both. */
export type OrderState = 'open' | 'terminal' | 'all';

/** Some of the orders that match, in the order of exchange, symbol and id. */
export interface OrderPage {
  readonly orders: readonly Order[];
  /** What to give as `after` for the next page; null if this is the last. */
  readonly next: string | null;
}

export function isInState(record: OrderRecord, state: OrderState): boolean {
  return state === 'all' || (state === 'open') === isOpenStatus(record.status);
}

/**
 * The first `limit` records whose key comes after `after`. One pass that keeps a page sorted, so that listing many orders
 * costs no sort of them all; a record that comes twice (in memory and in history) is taken as it came first.
 */
export function orderPage(records: Iterable<OrderRecord>, after: string, limit: number): OrderPage {
  const page: { readonly key: string; readonly record: OrderRecord }[] = [];
  for (const record of records) {
    const key = orderKey(record);
    if (key <= after) continue;
    const last = page.at(-1);
    if (page.length > limit && last !== undefined && key >= last.key) continue;
    const at = positionIn(page, key);
    if (page[at]?.key === key) continue;
    page.splice(at, 0, { key, record });
    if (page.length > limit + 1) page.pop();
  }
  const shown = page.slice(0, limit);
  return {
    orders: shown.map(({ record }) => orderView(record)),
    next: page.length > limit ? (shown.at(-1)?.key ?? null) : null,
  };
}

/** Where a key stands, or would stand, in a sorted page. */
function positionIn(page: readonly { readonly key: string }[], key: string): number {
  let [from, to] = [0, page.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((page[middle] as { readonly key: string }).key < key) from = middle + 1;
    else to = middle;
  }
  return from;
}
