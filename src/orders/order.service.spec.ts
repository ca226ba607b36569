import { UNHEARD } from '../../test/support/unheard.js';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { orderAfter } from '../../test/support/merging.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import { Gate } from '../state/gate.js';
import type { OrderHistory } from './order-history.js';
import type { OrderPage } from './order-page.js';
import { OrderService } from './order.service.js';
import type { Order, OrderUpdate } from './order.js';
import { AmbiguousOrderError } from './orders.errors.js';

/** Orders that left memory. */
let left: Order[];
let gate: Gate;
let orders: OrderService;

const history: OrderHistory = {
  find: (id, { exchange, symbol }) =>
    Promise.resolve(
      left.filter(
        (each) =>
          (each.id === id || each.clientOrderId === id) &&
          each.exchange === (exchange ?? each.exchange) &&
          each.symbol === (symbol ?? each.symbol),
      ),
    ),
  ofSymbol: (symbol) => Promise.resolve(left.filter((each) => each.symbol === symbol)),
  async *all() {
    for (const each of left) yield [each];
  },
};

beforeEach(() => {
  left = [];
  gate = new Gate(() => new Error('closed'));
  gate.open();
  orders = serviceOver(new TestCache(), history);
});

function serviceOver({ tables }: TestCache, of: OrderHistory): OrderService {
  return new OrderService(tables.orders, of, gate, tables.positions, tables.arrivals, UNHEARD);
}

function leave(fields: Partial<OrderUpdate>): void {
  left.push(orderAfter(update({ status: 'FILLED', ...fields })));
}

function ids({ orders: shown }: OrderPage): (string | null)[] {
  return shown.map(({ id }) => id);
}

describe('getOrder', () => {
  it('finds an order in memory, by id and by client id, without asking the history', async () => {
    orders.orderStatusUpdate(update({ clientOrderId: 'mine' }));
    leave({ clientOrderId: 'mine', price: '1' });
    expect(await orders.getOrder('7')).toBe(orders.order('7'));
    expect(await orders.getOrder('mine')).toBe(orders.order('7'));
  });

  it('finds an order that left memory, frozen, and null where there never was one', async () => {
    leave({ clientOrderId: 'mine' });
    const found = await orders.getOrder('mine');
    expect(found).toMatchObject({ id: '7', status: 'FILLED' });
    expect(Object.isFrozen(found)).toBe(true);
    expect([orders.order('mine'), await orders.getOrder('8')]).toEqual([null, null]);
  });

  it('asks which one is meant, in memory and in the history', async () => {
    orders.orderStatusUpdate(update());
    orders.orderStatusUpdate(update({ exchange: 'okx' }));
    leave({ id: '8' });
    leave({ id: '8', symbol: 'ETHUSDT' });
    expect(() => orders.order('7')).toThrow(new AmbiguousOrderError('7', orders.orders()));
    await expect(orders.getOrder('7')).rejects.toThrow('binance BTCUSDT, okx BTCUSDT');
    await expect(orders.getOrder('8')).rejects.toThrow('binance BTCUSDT, binance ETHUSDT');
    expect((await orders.getOrder('7', { exchange: 'okx' }))?.exchange).toBe('okx');
    expect((await orders.getOrder('8', { symbol: 'ETHUSDT' }))?.symbol).toBe('ETHUSDT');
    expect(await orders.getOrder('7', { exchange: 'bybit' })).toBeNull();
  });

  it('takes the latest of several orders of one place that had the client id', () => {
    orders.orderStatusUpdate(update({ id: '1', clientOrderId: 'mine', status: 'CANCELED' }));
    orders.orderStatusUpdate(update({ id: '2', clientOrderId: 'mine' }));
    expect(orders.order('mine')?.id).toBe('2');
    expect(orders.isOrderOpen('mine')).toBe(true);
  });
});

describe("a symbol's orders", () => {
  beforeEach(() => {
    orders.orderStatusUpdate(update({ id: '1' }));
    orders.orderStatusUpdate(update({ id: null, clientOrderId: 'mine' }));
    orders.orderStatusUpdate(update({ id: '2', symbol: 'ETHUSDT' }));
    leave({ id: '0' });
    leave({ id: '3', symbol: 'ETHUSDT' });
  });

  it('are those in memory, and with the history if that is asked for', async () => {
    expect(await orders.getSymbolOrders('BTCUSDT')).toEqual(new Set(['1', 'mine']));
    expect(await orders.getSymbolOrders('BTCUSDT', true)).toEqual(new Set(['1', 'mine']));
    expect(await orders.getSymbolOrders('BTCUSDT', false)).toEqual(new Set(['0', '1', 'mine']));
    expect(await orders.getSymbolOrders('XRPUSDT', false)).toEqual(new Set());
  });

  it('that left memory are listed by themselves', async () => {
    expect((await orders.orderHistory('BTCUSDT')).map(({ id }) => id)).toEqual(['0']);
  });

  it('come in pages, of a state, with the history if that is asked for', async () => {
    const all = { symbol: 'BTCUSDT' };
    expect(ids(orders.ordersPage(all, 'all', '', 9))).toEqual([null, '1']);
    expect(ids(orders.ordersPage(all, 'terminal', '', 9))).toEqual([]);
    expect(ids(await orders.ordersPageWithHistory(all, 'all', '', 9))).toEqual([null, '0', '1']);
    expect(ids(await orders.ordersPageWithHistory(all, 'terminal', '', 9))).toEqual(['0']);
    expect(ids(await orders.ordersPageWithHistory(all, 'open', '', 9))).toEqual([null, '1']);
    expect(ids(await orders.ordersPageWithHistory({ ...all, side: 'SELL' }, 'all', '', 9))).toEqual([]);
    const first = await orders.ordersPageWithHistory(all, 'all', '', 2);
    expect(ids(first)).toEqual([null, '0']);
    expect(ids(await orders.ordersPageWithHistory(all, 'all', first.next ?? '', 2))).toEqual(['1']);
  });

  it('are those of all symbols where none is given', async () => {
    orders.orderStatusUpdate(update({ id: '5' }));
    leave({ id: '4', symbol: 'ETHUSDT' });
    leave({ id: '6', symbol: 'BTCUSDT' });
    leave({ id: '6', symbol: 'BTCUSDT' });
    leave({ id: '1', symbol: 'BTCUSDT', exchange: 'okx' });
    expect(ids(await orders.ordersPageWithHistory({}, 'terminal', '', 9))).toEqual(['0', '6', '3', '4', '1']);
    expect(ids(await orders.ordersPageWithHistory({ exchange: 'okx' }, 'all', '', 9))).toEqual(['1']);
    const first = await orders.ordersPageWithHistory({ exchange: 'binance' }, 'terminal', '', 2);
    expect(ids(first)).toEqual(['0', '6']);
    expect(ids(await orders.ordersPageWithHistory({}, 'terminal', first.next ?? '', 2))).toEqual(['3', '4']);
  });

  it('are in the state that memory knows, of one that left and came back', async () => {
    leave({ id: '1', status: 'CANCELED' });
    const all = { symbol: 'BTCUSDT' };
    expect(ids(await orders.ordersPageWithHistory(all, 'terminal', '', 9))).toEqual(['0']);
    expect(ids(await orders.ordersPageWithHistory(all, 'open', '', 9))).toEqual([null, '1']);
  });

  it('are all there, though one leaves memory while the history is read', async () => {
    const cache = new TestCache();
    const leaving: OrderHistory = {
      ...history,
      ofSymbol: () => {
        cache.now += 1;
        cache.commit();
        cache.tables.orders.retire(cache.now, 9);
        cache.commit();
        return Promise.resolve([]);
      },
    };
    const service = serviceOver(cache, leaving);
    service.orderStatusUpdate(update({ status: 'FILLED' }));
    expect(ids(await service.ordersPageWithHistory({ symbol: 'BTCUSDT' }, 'all', '', 9))).toEqual(['7']);
    expect(service.ordersCount()).toBe(0);
    service.orderStatusUpdate(update({ id: '8', status: 'FILLED' }));
    expect(await service.getSymbolOrders('BTCUSDT', false)).toEqual(new Set(['8']));
  });
});

describe('counts', () => {
  it('are of all orders, and of those that match', () => {
    orders.orderStatusUpdate(update({ id: '1' }));
    orders.orderStatusUpdate(update({ id: '2', symbol: 'ETHUSDT', status: 'CANCELED' }));
    expect([orders.ordersCount(), orders.ordersCount({ symbol: 'ETHUSDT' })]).toEqual([2, 1]);
    expect([orders.ordersOpenCount(), orders.ordersOpenCount({ symbol: 'ETHUSDT' })]).toEqual([1, 0]);
  });
});

describe('an order status update', () => {
  it('that says nothing new leaves the order as it is', () => {
    orders.orderStatusUpdate(update());
    const before = orders.order('7');
    expect(orders.orderStatusUpdate(update())).toEqual({ outcome: 'duplicate', orderId: '7' });
    expect(orders.order('7')).toBe(before);
  });

  it('that is late and changes nothing to be seen is stale, and is kept all the same', () => {
    const cache = new TestCache();
    cache.orders.orderStatusUpdate(update({ timestamp: T + 1 }));
    cache.commit();
    expect(cache.orders.orderStatusUpdate(update()).outcome).toBe('stale');
    expect(cache.tables.changes.size).toBe(1);
    expect(cache.orders.orderStatusUpdate(update()).outcome).toBe('stale');
  });

  it('that fills an order of which nothing tells a price is rejected, and changes nothing', () => {
    orders.orderStatusUpdate(update({ price: null }));
    const before = orders.order('7');
    expect(orders.orderStatusUpdate(update({ price: null, filled: '3', timestamp: T + 1 }))).toMatchObject({
      outcome: 'rejected',
      field: 'average',
    });
    expect(orders.order('7')).toBe(before);
    const filled = fill('3', '3', '100', { price: null, timestamp: T + 1 });
    expect(orders.orderStatusUpdate(filled).outcome).toBe('applied');
  });

  it('lets an error that is not about the update through', () => {
    const { tables } = new TestCache();
    const broken = new OrderService(null as never, history, gate, tables.positions, tables.arrivals, UNHEARD);
    expect(() => broken.orderStatusUpdate(update())).toThrow(TypeError);
  });
});

describe('while the gate is closed', () => {
  const { exchange, symbol, side, amount } = update();
  const created = { exchange, symbol, id: '9', side, amount, type: 'LIMIT' };

  it.each<[string, (service: OrderService) => unknown]>([
    ['orderInitialized', (service) => service.orderInitialized(created)],
    ['orderStatusUpdate', (service) => service.orderStatusUpdate(update())],
    ['order', (service) => service.order('7')],
    ['orders', (service) => service.orders()],
    ['ordersOpen', (service) => service.ordersOpen()],
    ['ordersPage', (service) => service.ordersPage({}, 'all', '', 1)],
    ['ordersCount', (service) => service.ordersCount()],
    ['ordersOpenCount', (service) => service.ordersOpenCount()],
    ['isOrderOpen', (service) => service.isOrderOpen('7')],
    ['getOrder', (service) => service.getOrder('7')],
    ['getOpenOrders', (service) => service.getOpenOrders()],
    ['getSymbolOrders', (service) => service.getSymbolOrders('BTCUSDT')],
    ['orderHistory', (service) => service.orderHistory('BTCUSDT')],
    ['ordersPageWithHistory', (service) => service.ordersPageWithHistory({ symbol }, 'all', '', 1)],
  ])('%s is refused, and changes nothing', async (_, call) => {
    orders.orderStatusUpdate(update({ id: '8' }));
    gate.close(() => new Error('closed for now'));
    await expect((async () => call(orders))()).rejects.toThrow('closed for now');
    gate.open();
    expect(orders.orders().map(({ id }) => id)).toEqual(['8']);
  });
});
