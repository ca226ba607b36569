import { describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { update } from '../../test/support/updates.js';
import { isInState, OrderPager } from './order-page.js';
import type { OrderPage } from './order-page.js';
import { OPEN_STATUSES, TERMINAL_STATUSES } from './order.js';
import type { Order } from './order.js';

/** Orders with these ids, in this order. */
function ordersOf(...ids: readonly string[]): Order[] {
  const { orders } = new TestCache();
  for (const id of ids) orders.orderStatusUpdate(update({ id }));
  return orders.orders();
}

function orderPage(all: readonly Order[], after: string, limit: number): OrderPage {
  const page = new OrderPager(after, limit);
  for (const order of all) page.take(order);
  return page.result();
}

/** The ids of all pages, page by page. */
function pages(all: readonly Order[], limit: number): (string | null)[][] {
  const shown: (string | null)[][] = [];
  for (let after: string | null = ''; after !== null;) {
    const page = orderPage(all, after, limit);
    shown.push(page.orders.map(({ id }) => id));
    after = page.next;
  }
  return shown;
}

describe('pages of orders', () => {
  it.each([
    [1, [['1'], ['2'], ['3'], ['4'], ['5']]],
    [2, [['1', '2'], ['3', '4'], ['5']]],
    [4, [['1', '2', '3', '4'], ['5']]],
    [5, [['1', '2', '3', '4', '5']]],
    [9, [['1', '2', '3', '4', '5']]],
  ])('of %i are sorted by key, however the orders come, and the last one says so', (limit, expected) => {
    expect(pages(ordersOf('3', '1', '5', '2', '4'), limit)).toEqual(expected);
    expect(pages(ordersOf('5', '4', '3', '2', '1'), limit)).toEqual(expected);
    expect(pages(ordersOf('1', '2', '3', '4', '5'), limit)).toEqual(expected);
  });

  it('of nothing are one empty page', () => {
    expect(orderPage([], '', 3)).toEqual({ orders: [], next: null });
  });

  it('take an order that comes twice once, as it came first', () => {
    const [live] = ordersOf('1');
    if (live === undefined) throw new Error('there is no order');
    const stored = { ...live, price: '1' };
    const page = orderPage([live, ...ordersOf('2'), stored], '', 3);
    expect(page.orders.map(({ id, price }) => [id, price])).toEqual([
      ['1', '100'],
      ['2', '100'],
    ]);
  });

  it('leave out nothing while orders come and go between them', () => {
    const first = orderPage(ordersOf('1', '3', '5', '7'), '', 2);
    expect(first.orders.map(({ id }) => id)).toEqual(['1', '3']);
    const second = orderPage(ordersOf('0', '2', '4', '5', '7'), first.next ?? '', 9);
    expect(second.orders.map(({ id }) => id)).toEqual(['4', '5', '7']);
  });

  it('show frozen orders', () => {
    const [order] = orderPage(ordersOf('1'), '', 1).orders;
    expect(Object.isFrozen(order)).toBe(true);
  });
});

describe('a state', () => {
  it.each([...OPEN_STATUSES])('open means %s', (status) => {
    const order = { status } as Order;
    expect([isInState(order, 'open'), isInState(order, 'terminal'), isInState(order, 'all')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it.each([...TERMINAL_STATUSES])('terminal means %s', (status) => {
    const order = { status } as Order;
    expect([isInState(order, 'open'), isInState(order, 'terminal'), isInState(order, 'all')]).toEqual([
      false,
      true,
      true,
    ]);
  });
});
