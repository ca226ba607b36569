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
 * The first `limit` records whose key comes after `after`. It keeps no more than a page, sorted, so that listing many orders
 * costs no sort of them all; a record that comes twice (in memory and in history) is taken as it came first.
 */
export class OrderPager {
  private readonly page: { readonly key: string; readonly record: OrderRecord }[] = [];

  constructor(
    private readonly after: string,
    private readonly limit: number,
  ) {}

  take(record: OrderRecord): void {
    const { page, limit } = this;
    const key = orderKey(record);
    if (key <= this.after) return;
    const last = page.at(-1);
    if (page.length > limit && last !== undefined && key >= last.key) return;
    const at = positionIn(page, key);
    if (page[at]?.key === key) return;
    page.splice(at, 0, { key, record });
    if (page.length > limit + 1) page.pop();
  }

  result(): OrderPage {
    const shown = this.page.slice(0, this.limit);
    return {
      orders: shown.map(({ record }) => orderView(record)),
      next: this.page.length > this.limit ? (shown.at(-1)?.key ?? null) : null,
    };
  }
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
