import { isOpenStatus } from './order.js';
import type { Order } from './order.js';
import { orderKey } from './order-key.js';

/** Orders that can still trade, orders that have ended, or both. */
export type OrderState = 'open' | 'terminal' | 'all';

/** Some of the orders that match, in the order of exchange, symbol and id. */
export interface OrderPage {
  readonly orders: readonly Order[];
  /** What to give as `after` for the next page; null if this is the last. */
  readonly next: string | null;
}

export function isInState({ status }: Pick<Order, 'status'>, state: OrderState): boolean {
  return state === 'all' || (state === 'open') === isOpenStatus(status);
}

/**
 * The first `limit` orders whose key comes after `after`. It keeps no more than a page, sorted, so that listing many orders
 * costs no sort of them all; an order that comes twice (in memory and in history) is taken as it came first.
 */
export class OrderPager {
  private readonly page: { readonly key: string; readonly order: Order }[] = [];

  constructor(
    private readonly after: string,
    private readonly limit: number,
  ) {}

  take(order: Order): void {
    const { page, limit } = this;
    const key = orderKey(order);
    if (key <= this.after) return;
    const last = page.at(-1);
    if (page.length > limit && last !== undefined && key >= last.key) return;
    const at = positionIn(page, key);
    if (page[at]?.key === key) return;
    page.splice(at, 0, { key, order });
    if (page.length > limit + 1) page.pop();
  }

  result(): OrderPage {
    const shown = this.page.slice(0, this.limit);
    return {
      orders: shown.map(({ order }) => order),
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
