import { describe, expect, it } from '@jest/globals';
import { orderAfter, permutations } from '../../test/support/merging.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderStatus, OrderUpdate } from './order.js';

describe('rule 6: a fill after the end', () => {
  it.each<OrderStatus>(['CANCELED', 'EXPIRED'])(
    'grows the quantities of an order that is %s, which stays so',
    (status) => {
      for (const timestamp of [T - 1, T, T + 1, null]) {
        expect(orderAfter(update({ status }), fill('4', '4', '100', { timestamp }))).toMatchObject({
          status,
          filled: '4',
        });
      }
    },
  );

  it('ends it as FILLED where the update says so', () => {
    const filled = fill('10', '10', '100', { status: 'FILLED', timestamp: T + 1 });
    expect(orderAfter(update({ status: 'EXPIRED' }), filled).status).toBe('FILLED');
  });

  it.each<OrderStatus>(['CANCELED', 'EXPIRED'])('with an older end of another name leaves %s', (status) => {
    const other = status === 'CANCELED' ? 'EXPIRED' : 'CANCELED';
    for (const timestamp of [T - 1, null]) {
      const order = orderAfter(update({ status }), fill('4', '4', '100', { status: other, timestamp }));
      expect(order).toMatchObject({ status, filled: '4' });
    }
  });

  it.each<OrderStatus>(['CANCELED', 'EXPIRED'])(
    'of PARTIALLY_FILLED never reopens %s, whatever its time',
    (status) => {
      for (const order of permutations([
        update(),
        fill('4', '4', '100', { timestamp: T + 9 }),
        update({ status, timestamp: T + 1 }),
      ]))
        expect(orderAfter(...order)).toMatchObject({ status, filled: '4' });
    },
  );

  it.each<OrderStatus>(['CANCELED', 'EXPIRED'])('a fill after %s reaches the position, once', (status) => {
    const { positions } = new TestCache();
    positions.applyUpdate(update({ status }));
    const late = fill('4', '4', '100', { timestamp: T - 1 });
    expect([positions.applyUpdate(late).outcome, positions.applyUpdate(late).outcome]).toEqual([
      'applied',
      'stale',
    ]);
    expect(positions.position('BTCUSDT')?.signedAmount).toBe('4');
  });
});

describe('rule 9: what may follow what', () => {
  it.each<OrderStatus>(['ACCEPTED', 'CANCELING', 'FILLED', 'CANCELED', 'EXPIRED', 'REJECTED'])(
    'INITIALIZED and PENDING may become %s',
    (status) => {
      for (const first of ['INITIALIZED', 'PENDING'] as const) {
        for (const timestamp of [T - 1, T, T + 1, null]) {
          expect(orderAfter(update({ status: first }), update({ status, timestamp })).status).toBe(status);
        }
      }
    },
  );

  it('INITIALIZED becomes PENDING', () => {
    expect(orderAfter(update({ status: 'INITIALIZED' }), update({ status: 'PENDING' })).status).toBe(
      'PENDING',
    );
  });

  it('ACCEPTED and PARTIALLY_FILLED repeat with an amend', () => {
    const amended = { price: '98', amount: '12', timestamp: T + 1 };
    expect(orderAfter(update(), update(amended))).toMatchObject({
      status: 'ACCEPTED',
      price: '98',
      amount: '12',
    });
    expect(orderAfter(fill('3', '3', '100'), fill('3', '3', '100', amended))).toMatchObject({
      status: 'PARTIALLY_FILLED',
      price: '98',
      remaining: '9',
    });
  });

  it('an amend of the same millisecond is taken, the status being no lower', () => {
    expect(orderAfter(update(), update({ price: '98', amount: '12' }))).toMatchObject({
      price: '98',
      amount: '12',
    });
  });

  it('an amend that leaves fields out keeps them', () => {
    const known = update({ clientOrderId: 'mine', timeInForce: 'GTC', reduceOnly: true, reason: 'why' });
    const amend = update({ price: null, type: null, timestamp: T + 1 });
    expect(orderAfter(known, amend)).toMatchObject({
      clientOrderId: 'mine', timeInForce: 'GTC', reduceOnly: true, reason: 'why', price: '100', type: 'LIMIT',
    }); // prettier-ignore
  });
});

describe('rule 10: the same update twice', () => {
  it('changes nothing', () => {
    const first = fill('3', '3', '100', { fee: '0.3', feeCurrency: 'USDT' });
    const { orders } = new TestCache();
    orders.orderStatusUpdate(first);
    const before = orders.order('7');
    expect(orders.orderStatusUpdate(first).outcome).toBe('duplicate');
    expect(orders.orderStatusUpdate({ ...first, filled: '3.0', amount: '10.00' }).outcome).toBe('duplicate');
    expect(orders.order('7')).toBe(before);
  });

  it('a tradeId counts once, however it comes', () => {
    const traded = fill('3', '3', '100', { fee: '0.3', feeCurrency: 'USDT', tradeId: 't' });
    const order = orderAfter(
      traded,
      { ...traded, filled: '6', timestamp: T + 1 },
      { ...traded, timestamp: T - 1 },
    );
    expect(order.cumFees).toEqual({ USDT: '0.3' });
  });

  it.each<OrderStatus>([
    'INITIALIZED', 'PENDING', 'ACCEPTED', 'PARTIALLY_FILLED', 'CANCELING', 'FILLED', 'CANCELED', 'EXPIRED', 'REJECTED',
  ])('%s, with a clock or without, is a duplicate and nothing is to be written', (status) => {
    for (const timestamp of [T, null]) {
      const cache = new TestCache();
      const paid = { status, timestamp, fee: '0.3', feeCurrency: 'USDT', clientOrderId: 'mine', reason: 'why' };
      const first = fill('3', '3', '100', paid);
      cache.positions.applyUpdate(first);
      const before = JSON.stringify(cache.state());
      cache.tables.changes.take(100);
      const again = [cache.positions.applyUpdate(first), cache.orders.orderStatusUpdate({ ...first })];
      expect(again.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate']);
      expect([JSON.stringify(cache.state()), cache.tables.changes.size]).toEqual([before, 0]);
    }
  }); // prettier-ignore

  it('a trade that says what the report of it said is a duplicate, and the other way round', () => {
    const report = fill('3', '3', '100');
    const trade = {
      exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', tradeId: 't3', side: 'BUY', quantity: '3', price: '100',
      timestamp: T,
    } as const; // prettier-ignore
    const { positions } = new TestCache();
    expect([
      positions.applyUpdate(report),
      positions.applyTrade(trade),
      positions.applyUpdate(report),
    ]).toMatchObject([{ outcome: 'applied' }, { outcome: 'duplicate' }, { outcome: 'duplicate' }]);
    expect(positions.position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('a tradeId that was seen on one order counts on another', () => {
    const { orders } = new TestCache();
    const traded = { fee: '0.3', feeCurrency: 'USDT', tradeId: 't' };
    for (const id of ['1', '2']) orders.orderStatusUpdate(fill('3', '3', '100', { ...traded, id }));
    expect(orders.order('2')?.cumFees).toEqual({ USDT: '0.3' });
  });
});

describe('rule 12: what contradicts is rejected, and nothing changes', () => {
  it.each<[string, Partial<OrderUpdate>]>([
    ['side', { side: 'SELL' }],
    ['amount', { amount: '-1' }],
    ['filled', { filled: '1e3' }],
    ['average', { average: '01' }],
    ['status', { status: 'DONE' as never }],
    ['colour', { colour: 'red' } as never],
  ])('%s', (field, wrong) => {
    const { orders, tables } = new TestCache();
    orders.orderStatusUpdate(update());
    const before = orders.order('7');
    const { tick } = tables.changes;
    expect(orders.orderStatusUpdate(update({ ...wrong, timestamp: T + 1 }))).toMatchObject({
      outcome: 'rejected',
      orderId: '7',
      field,
    });
    expect(orders.order('7')).toBe(before);
    expect(tables.changes.tick).toBe(tick);
  });

  it('another leg than the one that a report told', () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update({ positionSide: 'LONG' }));
    expect(orders.orderStatusUpdate(update({ positionSide: 'SHORT', timestamp: T + 1 }))).toMatchObject({
      outcome: 'rejected',
      field: 'positionSide',
    });
    expect(orders.order('7')).toMatchObject({ positionSide: 'LONG', timestamp: T });
  });

  it('a message that does not say its leg says nothing of it', () => {
    const hedged = fill('3', '3', '100', { positionSide: 'LONG' });
    for (const order of permutations([update(), hedged, fill('4', '1', '100', { timestamp: T + 1 })])) {
      const { orders, positions } = new TestCache();
      for (const each of order) positions.applyUpdate(each);
      expect(orders.order('7')?.positionSide).toBe('LONG');
      const legs = positions
        .positions()
        .map(({ positionSide, signedAmount }) => [positionSide, signedAmount]);
      expect(legs).toEqual([['LONG', '4']]);
    }
  });

  it("a leg that only trades told is corrected by the order's own report", () => {
    const trade = {
      exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', tradeId: 't3', side: 'BUY', quantity: '3', price: '100',
      positionSide: 'SHORT', timestamp: T,
    } as const; // prettier-ignore
    const { orders, positions } = new TestCache();
    positions.applyTrade(trade);
    expect(orders.orderStatusUpdate(update({ positionSide: 'LONG' })).outcome).toBe('applied');
    expect(orders.order('7')).toMatchObject({ positionSide: 'LONG', filled: '3' });
    expect(positions.positions().map(({ positionSide }) => positionSide)).toEqual(['LONG']);
  });

  it('the same id on another symbol is another order', () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update());
    expect(orders.orderStatusUpdate(update({ symbol: 'ETHUSDT', side: 'SELL' })).outcome).toBe('applied');
    expect(orders.ordersCount()).toBe(2);
    expect(() => orders.order('7')).toThrow('ambiguous');
    expect(orders.order('7', { symbol: 'ETHUSDT' })?.side).toBe('SELL');
  });

  it('another side under the client id alone, or through the position, is rejected too', () => {
    const { orders, positions } = new TestCache();
    positions.applyUpdate(fill('3', '3', '100', { clientOrderId: 'mine' }));
    const other = fill('6', '3', '100', { id: null, clientOrderId: 'mine', side: 'SELL', timestamp: T + 1 });
    for (const result of [orders.orderStatusUpdate(other), positions.applyUpdate(other)]) {
      expect(result).toMatchObject({ outcome: 'rejected', orderId: 'mine', field: 'side' });
      expect(result.reason).toContain('SELL');
    }
    expect([orders.order('7')?.filled, positions.position('BTCUSDT')?.signedAmount]).toEqual(['3', '3']);
  });
});
