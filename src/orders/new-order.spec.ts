import { describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { decodeOrder, encodeOrder } from './order-codec.js';
import type { OrderEntry } from './order-entry.js';
import type { NewOrder } from './new-order.js';

const ORDER: NewOrder = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  clientOrderId: 'mine',
  side: 'BUY',
  type: 'LIMIT',
  price: '100',
  amount: '2',
};

describe('orderInitialized', () => {
  it('notes a new order as PENDING, or INITIALIZED when that is said', () => {
    const { orders } = new TestCache();
    expect(orders.orderInitialized(ORDER)).toMatchObject({
      created: true,
      order: { status: 'PENDING', filled: '0' },
    });
    const other = { ...ORDER, clientOrderId: 'other', status: 'INITIALIZED' } as const;
    expect(orders.orderInitialized(other).order.status).toBe('INITIALIZED');
  });

  it('leaves an order that is known as it is', () => {
    const { orders } = new TestCache();
    const { order } = orders.orderInitialized(ORDER);
    expect(orders.orderInitialized({ ...ORDER, price: '90' })).toEqual({ order, created: false });
  });

  it('rule 13: maps an idempotency key to one order, also once it has its exchange id and has ended', () => {
    const { orders } = new TestCache();
    orders.orderInitialized(ORDER, { idempotencyKey: 'k' });
    orders.orderStatusUpdate({ ...ORDER, id: '7', status: 'CANCELED', filled: '0', timestamp: 1 });
    const again = orders.orderInitialized({ ...ORDER, clientOrderId: 'other' }, { idempotencyKey: 'k' });
    expect(again).toMatchObject({ created: false, order: { id: '7', status: 'CANCELED' } });
    expect(orders.ordersCount()).toBe(1);
  });

  it('rule 13: keeps the key with the order in its store', () => {
    const first = new TestCache();
    first.orders.orderInitialized(ORDER, { idempotencyKey: 'k' });
    const [entry] = first.tables.changes.take(1)?.entries ?? [];
    const second = new TestCache();
    const { key, record } = entry as OrderEntry;
    second.tables.orders.place(key, decodeOrder(key, encodeOrder(key, record)).complete([]));
    expect(
      second.orders.orderInitialized({ ...ORDER, clientOrderId: 'x' }, { idempotencyKey: 'k' }).created,
    ).toBe(false);
  });

  it('rule 13: hands the key on when the order turns out to be one that was reported under its exchange id', () => {
    const { orders } = new TestCache();
    const { clientOrderId: _, ...anonymous } = ORDER;
    orders.orderStatusUpdate({ ...anonymous, id: '7', status: 'ACCEPTED', filled: '0', timestamp: 1 });
    orders.orderInitialized(ORDER, { idempotencyKey: 'k' });
    orders.orderStatusUpdate({ ...ORDER, id: '7', status: 'ACCEPTED', filled: '0', timestamp: 2 });
    expect(orders.ordersCount()).toBe(1);
    expect(orders.orderInitialized({ ...ORDER, clientOrderId: 'x' }, { idempotencyKey: 'k' }).order.id).toBe(
      '7',
    );
  });

  it('rule 13: maps the key to an order that the exchange reported before its creator noted it', () => {
    const { orders, tables } = new TestCache();
    orders.orderStatusUpdate({ ...ORDER, id: '7', status: 'ACCEPTED', filled: '0', timestamp: 1 });
    tables.changes.take(1);
    for (const clientOrderId of ['mine', 'x'])
      expect(orders.orderInitialized({ ...ORDER, clientOrderId }, { idempotencyKey: 'k' })).toMatchObject({
        created: false,
        order: { id: '7', status: 'ACCEPTED' },
      });
    expect(tables.changes.take(1)?.entries).toMatchObject([
      { record: { id: '7', caller: { idempotencyKeys: ['k'] } } },
    ]);
  });

  it('begins another order under a client id whose order has ended', () => {
    const { orders } = new TestCache();
    orders.orderInitialized(ORDER);
    orders.orderStatusUpdate({ ...ORDER, status: 'REJECTED', filled: '0', timestamp: 1 });
    expect(orders.orderInitialized(ORDER)).toMatchObject({ created: true, order: { status: 'PENDING' } });
    orders.orderStatusUpdate({ ...ORDER, id: '7', status: 'ACCEPTED', filled: '0', timestamp: 2 });
    expect(orders.ordersOpen()).toMatchObject([{ id: '7', clientOrderId: 'mine', status: 'ACCEPTED' }]);
    expect(orders.ordersCount()).toBe(2);
    expect(orders.order('mine')?.id).toBe('7');
  });

  it('leaves another order alone when a report of the one that ended comes again', () => {
    const { orders } = new TestCache();
    const rejected = { ...ORDER, id: '6', status: 'REJECTED', filled: '0', timestamp: 1 } as const;
    orders.orderStatusUpdate(rejected);
    orders.orderInitialized(ORDER);
    expect(orders.orderStatusUpdate(rejected)).toEqual({ outcome: 'duplicate', orderId: '6' });
    expect(orders.ordersInFlight()).toMatchObject([{ id: null, clientOrderId: 'mine', status: 'PENDING' }]);
  });

  it('shows an order that only trades told of before', () => {
    const { orders, positions } = new TestCache();
    const { exchange, symbol, clientOrderId, side } = ORDER;
    positions.applyTrade({ exchange, symbol, clientOrderId, side, tradeId: '1', quantity: '1', price: '90' });
    expect(orders.ordersCount({ symbol })).toBe(0);
    expect(orders.orderInitialized(ORDER)).toMatchObject({
      created: true,
      order: { filled: '1', status: 'PARTIALLY_FILLED' },
    });
    expect(orders.ordersCount({ symbol })).toBe(1);
  });

  it('rule 13: every key that was answered with an order leads to it', () => {
    const { orders } = new TestCache();
    for (const idempotencyKey of ['k', 'other']) orders.orderInitialized(ORDER, { idempotencyKey });
    for (const idempotencyKey of ['k', 'other'])
      expect(orders.orderInitialized({ ...ORDER, clientOrderId: 'x' }, { idempotencyKey })).toMatchObject({
        created: false,
        order: { clientOrderId: 'mine' },
      });
    expect(orders.ordersCount()).toBe(1);
  });

  it.each([
    ['status', { ...ORDER, status: 'ACCEPTED' }],
    ['type', { ...ORDER, type: null }],
    ['filled', { ...ORDER, filled: '1' }],
    ['id', { ...ORDER, clientOrderId: null }],
    ['order', 17],
  ])('refuses what cannot be a new order, naming %s', (field, order) => {
    const { orders } = new TestCache();
    expect(() => orders.orderInitialized(order as never)).toThrow(
      field === 'order' ? 'must be an object' : `${field} `,
    );
    expect(orders.ordersCount()).toBe(0);
  });

  it.each(['', 'a\u0000b', 'x'.repeat(513), 7])('refuses the idempotency key %j', (idempotencyKey) => {
    const { orders } = new TestCache();
    const options = { idempotencyKey } as never;
    expect(() => orders.orderInitialized(ORDER, options)).toThrow('idempotencyKey');
  });
});
