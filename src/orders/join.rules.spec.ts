import { describe, expect, it } from '@jest/globals';
import { orderAfter, permutations } from '../../test/support/merging.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { Order, OrderStatus } from './order.js';

describe('rule 1: copies in and out', () => {
  it('nothing that the caller does to what it gave changes the cache', () => {
    const { orders } = new TestCache();
    const given = { ...update({ cumFees: { USDT: '1' }, filled: '1', average: '100' }) };
    orders.orderStatusUpdate(given);
    const before = JSON.stringify(orders.order('7'));
    Object.assign(given, { status: 'FILLED', filled: '10', id: '8' });
    (given.cumFees as Record<string, string>)['USDT'] = '99';
    expect(JSON.stringify(orders.order('7'))).toBe(before);
    expect(orders.order('8')).toBeNull();
  });

  it('nothing that the caller does to what it got changes the cache', () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update({ cumFees: { USDT: '1' }, filled: '1', average: '100' }));
    const got = orders.order('7') as { -readonly [Field in keyof Order]: Order[Field] };
    expect(() => (got.status = 'FILLED')).toThrow(TypeError);
    expect(() => ((got.cumFees as Record<string, string>)['USDT'] = '9')).toThrow(TypeError);
    orders.ordersOpen().length = 0;
    expect(orders.ordersOpenCount()).toBe(1);
    expect(orders.order('7')).toMatchObject({ status: 'PARTIALLY_FILLED', cumFees: { USDT: '1' } });
  });

  it('nor does what it does to a set of ids, a list or a page', async () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update());
    (await orders.getOpenOrders()).clear();
    (await orders.getSymbolOrders('BTCUSDT')).add('8');
    orders.orders().pop();
    (orders.ordersPage({}, 'all', '', 9).orders as Order[]).length = 0;
    expect(await orders.getOpenOrders()).toEqual(new Set(['7']));
    expect(await orders.getSymbolOrders('BTCUSDT')).toEqual(new Set(['7']));
    expect([orders.orders().length, orders.ordersPage({}, 'all', '', 9).orders.length]).toEqual([1, 1]);
  });

  it('what the caller got does not change when the order does', () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update());
    const got = orders.order('7');
    orders.orderStatusUpdate(fill('10', '10', '100', { status: 'FILLED', timestamp: T + 1 }));
    expect(got).toMatchObject({ status: 'ACCEPTED', filled: '0' });
  });

  it('the cache leaves what it was given alone, and takes it frozen', () => {
    const cumFees = Object.freeze({ USDT: '1.0' });
    const given = Object.freeze(fill('1.0', '1.0', '100.0', { cumFees }));
    const before = JSON.stringify(given);
    const { positions } = new TestCache();
    expect(positions.applyUpdate(given).outcome).toBe('applied');
    expect(JSON.stringify(given)).toBe(before);
  });

  it('a new order is copied as well', () => {
    const { orders } = new TestCache();
    const given = {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      id: '7',
      side: 'BUY',
      type: 'LIMIT',
      amount: '1',
    } as const;
    const mutable: { -readonly [Field in keyof typeof given]: string } = { ...given };
    orders.orderInitialized(mutable as typeof given);
    mutable.amount = '99';
    expect(orders.order('7')?.amount).toBe('1');
  });
});

describe('rule 2: the first word inserts the order', () => {
  it.each<OrderStatus>([
    'INITIALIZED', 'PENDING', 'ACCEPTED', 'CANCELING', 'FILLED', 'CANCELED', 'EXPIRED', 'REJECTED',
  ])('%s', (status) => {
    expect(orderAfter(update({ status }))).toMatchObject({ status, filled: '0', remaining: '10' });
  }); // prettier-ignore

  it('FAILED reads as REJECTED', () => {
    expect(orderAfter(update({ status: 'FAILED' })).status).toBe('REJECTED');
  });

  it('the stream may beat the acknowledgement, which then changes nothing', () => {
    const { orders } = new TestCache();
    const heard = fill('3', '3', '100', { clientOrderId: 'mine' });
    expect(orders.orderStatusUpdate(heard)).toEqual({ outcome: 'applied', orderId: '7' });
    const late = update({ status: 'PENDING', clientOrderId: 'mine', timestamp: T + 9 });
    expect(orders.orderStatusUpdate(late)).toEqual({ outcome: 'duplicate', orderId: '7' });
    const { exchange, symbol, side, amount } = update();
    const created = { exchange, symbol, side, amount, type: 'LIMIT', clientOrderId: 'mine' };
    expect(orders.orderInitialized(created)).toMatchObject({ created: false, order: { filled: '3' } });
    expect(orders.ordersCount()).toBe(1);
  });

  it('an order may be known by its client id alone', () => {
    const { orders } = new TestCache();
    const anonymous = update({ id: null, clientOrderId: 'mine' });
    expect(orders.orderStatusUpdate(anonymous)).toEqual({ outcome: 'applied', orderId: 'mine' });
    expect(orders.order('mine')).toMatchObject({ id: null, clientOrderId: 'mine', status: 'ACCEPTED' });
  });

  it('shows every field of it, with the costs that follow', () => {
    const first = fill('4', '3', '90', {
      clientOrderId: 'mine', type: 'STOP', timeInForce: 'GTC', average: '95', fee: '0.1', feeCurrency: 'USDT',
      reduceOnly: true, reason: 'why', positionSide: 'NET',
    }); // prettier-ignore
    expect(orderAfter(first)).toEqual({
      exchange: 'binance', symbol: 'BTCUSDT', id: '7', clientOrderId: 'mine', status: 'PARTIALLY_FILLED', side: 'BUY',
      type: 'STOP', timeInForce: 'GTC', price: '100', amount: '10', filled: '4', remaining: '6', average: '95',
      lastFilled: '3', lastFilledPrice: '90', tradeId: 't4', fee: '0.1', feeCurrency: 'USDT', cumFees: { USDT: '0.1' },
      cost: '270', cumCost: '380', reduceOnly: true, positionSide: 'NET', reason: 'why', timestamp: T, cancelIntent: false,
    }); // prettier-ignore
  });

  it('and what it leaves out is null', () => {
    const { exchange, symbol, id, status, side, amount, filled } = update();
    expect(orderAfter({ exchange, symbol, id, status, side, amount, filled })).toEqual({
      exchange: 'binance', symbol: 'BTCUSDT', id: '7', clientOrderId: null, status: 'ACCEPTED', side: 'BUY', type: null,
      timeInForce: null, price: null, amount: '10', filled: '0', remaining: '10', average: null, lastFilled: null,
      lastFilledPrice: null, tradeId: null, fee: null, feeCurrency: null, cumFees: {}, cost: null, cumCost: '0',
      reduceOnly: false, positionSide: 'NET', reason: null, timestamp: null, cancelIntent: false,
    }); // prettier-ignore
  });
});

describe('rule 3: filled never falls', () => {
  it('a late partial does not lower it', () => {
    const order = orderAfter(
      fill('6', '3', '101', { timestamp: T + 2 }),
      fill('3', '3', '100', { timestamp: T + 1 }),
    );
    expect(order).toMatchObject({ filled: '6', remaining: '4', lastFilledPrice: '101' });
  });

  it('an amend that carries filled 0 does not erase it, whether newer or not', () => {
    for (const timestamp of [T, T + 1, T + 9, null]) {
      const order = orderAfter(
        fill('6', '6', '101', { timestamp: T + 1 }),
        update({ price: '99', timestamp }),
      );
      expect(order).toMatchObject({ filled: '6', status: 'PARTIALLY_FILLED' });
    }
  });

  it('nor does an amount of zero, as of a cancel that tells no quantities, erase the amount', () => {
    const partial = fill('3', '3', '100', { timestamp: T });
    const canceled = update({ status: 'CANCELED', filled: '0', amount: '0', timestamp: T + 1 });
    expect(orderAfter(partial, canceled)).toMatchObject({ amount: '10', filled: '3', remaining: '7' });
  });

  it("is the sum of the order's identified trades where that is larger", () => {
    for (const order of permutations(['report', 't1', 't2'])) {
      const { orders, positions } = new TestCache();
      for (const each of order)
        if (each === 'report') orders.orderStatusUpdate(fill('3', '3', '100', { tradeId: 't1' }));
        else
          positions.applyTrade({
            exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', tradeId: each, side: 'BUY', quantity: '3', price: '100',
            timestamp: T,
          }); // prettier-ignore
      expect(orders.order('7')).toMatchObject({ filled: '6', remaining: '4' });
    }
  });

  it('compares quantities as numbers, not as text', () => {
    expect(orderAfter(fill('9', '9', '1'), fill('10', '1', '1')).filled).toBe('10');
    const same = fill('0.1', '0.1', '1', { tradeId: 't0.10' });
    expect(orderAfter(fill('0.10', '0.1', '1'), same).filled).toBe('0.1');
  });

  it.each<OrderStatus>(['CANCELED', 'EXPIRED', 'FILLED', 'REJECTED', 'ACCEPTED', 'CANCELING', 'PENDING'])(
    'a newer %s with filled 0 keeps the fills',
    (status) => {
      const order = orderAfter(fill('6', '6', '101'), update({ status, timestamp: T + 1 }));
      expect(order).toMatchObject({ filled: '6', average: '101', remaining: '4', cumCost: '606' });
    },
  );

  it('rule 9: of averages of the same fills the one with more digits counts, whichever comes first', () => {
    for (const timestamp of [T - 1, T, null, T + 1]) {
      const finer = update({ filled: '6', average: '105.12', timestamp });
      for (const order of permutations([update({ filled: '6', average: '105.1' }), finer]))
        expect(orderAfter(...order).average).toBe('105.12');
    }
    const unknown = update({ filled: '6', average: null, timestamp: T + 1 });
    expect(orderAfter(unknown, update({ filled: '6', average: '105.12' })).average).toBe('105.12');
  });

  it('a fill that was not named is named by a later telling of it, and once', () => {
    const silent = update({ status: 'PARTIALLY_FILLED', filled: '6', average: '105' });
    const named = fill('6', '2', '103', { average: '105' });
    const order = orderAfter(silent, named);
    expect(order).toMatchObject({ lastFilled: '2', lastFilledPrice: '103', tradeId: 't6', average: '105' });
    expect(orderAfter({ ...silent, lastFilled: '0' }, named).lastFilled).toBe('2');
    expect(orderAfter(silent, { ...named, average: null })).toMatchObject({
      lastFilled: '2',
      average: '105',
    });
    const other = fill('6', '6', '99', { tradeId: 'other', average: '105' });
    expect(orderAfter(silent, named, other)).toMatchObject({ lastFilled: '2', tradeId: 't6' });
  });

  it('what a repeated telling leaves out of a fill stays known', () => {
    const silent = update({ status: 'PARTIALLY_FILLED', filled: '6', average: '105' });
    const less = { ...silent, average: null };
    expect(orderAfter(silent, less)).toMatchObject({ average: '105' });
    const named = fill('6', '2', '103', { average: '105' });
    expect(orderAfter(named, less)).toMatchObject({ lastFilled: '2', lastFilledPrice: '103', tradeId: 't6' });
  });

  it('an average of zero is one that is not told', () => {
    const zero = fill('2', '1', '102', { average: '0', timestamp: T + 1 });
    expect(orderAfter(fill('1', '1', '100'), zero).average).toBe('101');
  });

  it('an average that is not told follows from the fills, those at the limit price too', () => {
    const first = fill('2', '2', '110');
    const second = fill('3', '1', '113', { timestamp: T + 1 });
    expect(orderAfter(first, second).average).toBe('111');
    expect(orderAfter(first, { ...second, lastFilledPrice: null }).average).toBe('106.666666666666666667');
    const missed = fill('4', '1', '120', { timestamp: T + 1 });
    expect(orderAfter(first, missed).average).toBe('110');
    expect(orderAfter(first, missed, fill('5', '1', '120', { timestamp: T + 2 })).average).toBe('112');
  });

  it('a smaller average that comes with fewer fills does not replace the larger one', () => {
    const more = update({ status: 'PARTIALLY_FILLED', filled: '6', average: '105', timestamp: T });
    expect(orderAfter(more, update({ filled: '3', average: '100', timestamp: T + 1 })).average).toBe('105');
  });
});

describe('rule 9: descriptive fields are the latest reported', () => {
  const older = update({ price: '99', amount: '9', reason: 'older', clientOrderId: 'first' });
  const newer = update({
    price: '101',
    amount: '12',
    reason: null,
    clientOrderId: 'second',
    timestamp: T + 1,
  });

  it('in whatever order they come, null never replacing a value', () => {
    for (const order of permutations([older, newer]))
      expect(orderAfter(...order)).toMatchObject({
        price: '101', amount: '12', reason: 'older', clientOrderId: 'second',
      }); // prettier-ignore
  });

  it('and every client id that the order had leads to it', () => {
    for (const order of permutations([older, newer])) {
      const { orders } = new TestCache();
      for (const each of order) orders.orderStatusUpdate(each);
      expect(['first', 'second'].map((name) => orders.order(name)?.id)).toEqual(['7', '7']);
    }
  });

  it('of one time, one filled and one status the larger text counts', () => {
    for (const order of permutations([update({ reason: 'a' }), update({ reason: 'b' })]))
      expect(orderAfter(...order).reason).toBe('b');
  });

  it('of two reports without a time the one that comes counts, and one that comes again does not', () => {
    const [one, two] = [update({ timestamp: null, price: '99' }), update({ timestamp: null, price: '98' })];
    expect(orderAfter(one, two).price).toBe('98');
    expect(orderAfter(one, two, one).price).toBe('98');
  });
});
