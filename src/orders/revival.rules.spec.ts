import { describe, expect, it } from '@jest/globals';
import { lastOutcome, orderAfter, permutations } from '../../test/support/merging.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderStatus } from './order.js';

describe('rule 7: revival', () => {
  const accepted = update({ type: 'STOP_MARKET', timestamp: T });
  const expired = update({ type: 'STOP_MARKET', status: 'EXPIRED', timestamp: T + 5 });
  const triggered = update({ type: 'MARKET', timestamp: T + 5 });
  const filled = fill('10', '10', '100', { type: 'MARKET', status: 'FILLED', timestamp: T + 5 });

  it('a triggered stop order lives on as another type, as recorded on Binance', () => {
    expect(orderAfter(accepted, expired, triggered)).toMatchObject({ status: 'ACCEPTED', type: 'MARKET' });
    expect(orderAfter(accepted, expired, triggered, filled)).toMatchObject({
      status: 'FILLED',
      filled: '10',
    });
  });

  it('in whatever order its one millisecond is delivered', () => {
    for (const order of permutations([expired, triggered])) {
      expect(orderAfter(accepted, ...order).status).toBe('ACCEPTED');
    }
    for (const order of permutations([expired, triggered, filled])) {
      expect(orderAfter(accepted, ...order).status).toBe('FILLED');
    }
  });

  it('in whatever order all of it is delivered, and where its acceptance as a stop order is lost', () => {
    for (const messages of [
      [expired, triggered],
      [accepted, expired, triggered],
    ]) {
      for (const order of permutations(messages))
        expect(orderAfter(...order)).toMatchObject({ status: 'ACCEPTED', type: 'MARKET' });
    }
    for (const order of permutations([accepted, expired, triggered, filled]))
      expect(orderAfter(...order)).toMatchObject({ status: 'FILLED', type: 'MARKET' });
  });

  it('while a cancel is under way too', () => {
    const canceling = update({ type: 'MARKET', status: 'CANCELING', timestamp: null });
    expect(orderAfter(triggered, canceling, expired)).toMatchObject({ status: 'CANCELING', type: 'MARKET' });
  });

  it('also where its acceptance as a stop order comes late, before its expiry as one', () => {
    const limit = update({ type: 'LIMIT', timestamp: T + 5 });
    expect(orderAfter(limit, accepted, expired)).toMatchObject({ status: 'ACCEPTED', type: 'LIMIT' });
  });

  it('an EXPIRED of a type that the order has left, not newer, changes nothing', () => {
    expect(lastOutcome(accepted, triggered, expired, update({ ...expired }))).toBe('duplicate');
    expect(orderAfter(accepted, expired, triggered, expired).status).toBe('ACCEPTED');
  });

  it('an ACCEPTED of a type that the order has left does not revive it', () => {
    const ended = update({ type: 'MARKET', status: 'EXPIRED', timestamp: T + 5 });
    const left = update({ type: 'STOP_MARKET', timestamp: T + 5 });
    expect(orderAfter(accepted, expired, triggered, ended, left)).toMatchObject({
      status: 'EXPIRED',
      type: 'MARKET',
    });
  });

  it('a strictly newer ACCEPTED revives', () => {
    for (const status of ['EXPIRED', 'CANCELED', 'REJECTED'] as const) {
      expect(orderAfter(update({ status }), update({ timestamp: T + 1 })).status).toBe('ACCEPTED');
    }
  });

  it("an IOC's ACCEPTED, delivered after its EXPIRED of the same millisecond, does not", () => {
    const ioc = { type: 'LIMIT', timeInForce: 'IOC' } as const;
    expect(orderAfter(update({ ...ioc, status: 'EXPIRED' }), update(ioc)).status).toBe('EXPIRED');
  });

  it('an older ACCEPTED, or one without a clock, does not', () => {
    for (const timestamp of [T - 1, null]) {
      expect(orderAfter(update({ status: 'CANCELED' }), update({ timestamp, type: 'MARKET' })).status).toBe(
        'CANCELED',
      );
    }
  });

  it.each<OrderStatus>(['FILLED', 'REJECTED'])(
    '%s keeps its type for an ACCEPTED of one millisecond',
    (status) => {
      const last = update({ status, type: 'MARKET', filled: '10', average: '1' });
      const order = orderAfter(last, update({ type: 'STOP_MARKET', price: '55' }));
      expect(order).toMatchObject({ status, type: 'MARKET', price: '100' });
    },
  );

  it('FILLED is final', () => {
    const last = update({ status: 'FILLED', filled: '10', average: '1' });
    for (const later of [
      'ACCEPTED',
      'CANCELED',
      'EXPIRED',
      'REJECTED',
      'PARTIALLY_FILLED',
      'CANCELING',
      'PENDING',
    ] as const) {
      expect(orderAfter(last, update({ status: later, timestamp: T + 1, type: 'MARKET' })).status).toBe(
        'FILLED',
      );
    }
  });

  it.each<OrderStatus>(['PARTIALLY_FILLED', 'PENDING', 'CANCELING', 'INITIALIZED'])(
    'a newer %s does not revive: only ACCEPTED does',
    (status) => {
      for (const ended of ['CANCELED', 'EXPIRED'] as const) {
        const later = update({ status, type: 'MARKET', timestamp: T + 1 });
        expect(orderAfter(update({ status: ended }), later).status).toBe(ended);
      }
    },
  );

  it('a revived order that had fills reads PARTIALLY_FILLED and keeps them', () => {
    const ended = fill('3', '3', '100', { status: 'CANCELED' });
    expect(orderAfter(ended, update({ timestamp: T + 1 }))).toMatchObject({
      status: 'PARTIALLY_FILLED',
      filled: '3',
    });
  });

  it('the same millisecond without a type, on either side, does not revive', () => {
    for (const [before, after] of [
      [null, 'MARKET'],
      ['STOP', null],
      [null, null],
      ['STOP', 'STOP'],
    ] as const) {
      const order = orderAfter(update({ status: 'EXPIRED', type: before }), update({ type: after }));
      expect([before, after, order.status]).toEqual([before, after, 'EXPIRED']);
    }
  });

  it('an ACCEPTED without a time never revives, whatever the type', () => {
    const ended = update({ status: 'EXPIRED', type: 'STOP' });
    for (const type of ['STOP', 'MARKET']) {
      expect(orderAfter(ended, update({ type, timestamp: null })).status).toBe('EXPIRED');
      expect(orderAfter({ ...ended, timestamp: null }, update({ type, timestamp: null })).status).toBe(
        'EXPIRED',
      );
    }
  });

  it('an end without a time is older than every ACCEPTED that has one', () => {
    const ended = update({ status: 'EXPIRED', timestamp: null });
    for (const order of permutations([ended, update()])) expect(orderAfter(...order).status).toBe('ACCEPTED');
  });

  it('an EXPIRED of the type that the order has now ends it, in the same millisecond and newer', () => {
    for (const timestamp of [T + 5, T + 6]) {
      const order = orderAfter(
        accepted,
        expired,
        triggered,
        update({ type: 'MARKET', status: 'EXPIRED', timestamp }),
      );
      expect(order.status).toBe('EXPIRED');
    }
  });

  it('an EXPIRED of a type that the order has left does not end it, whatever its time', () => {
    const order = orderAfter(accepted, expired, triggered, { ...expired, timestamp: T + 6 });
    expect(order).toMatchObject({ status: 'ACCEPTED', type: 'MARKET' });
  });

  it('an older EXPIRED of another type tells that the order has left that type', () => {
    const later = { ...triggered, timestamp: T + 6 };
    const repeated = { ...expired, timestamp: T + 6 };
    expect(orderAfter(later, expired, repeated)).toMatchObject({ status: 'ACCEPTED', type: 'MARKET' });
    const ended = update({ type: 'MARKET', status: 'EXPIRED', timestamp: T + 6 });
    const revival = update({ type: 'STOP_MARKET', timestamp: T + 6 });
    expect(orderAfter(later, expired, ended, revival).status).toBe('EXPIRED');
  });

  it('an older end that tells no type is stale', () => {
    expect(lastOutcome(triggered, update({ type: null, status: 'EXPIRED' }))).toBe('stale');
  });

  it('an older EXPIRED of a type that the order has left is stale', () => {
    expect(lastOutcome(accepted, expired, { ...triggered, timestamp: T + 6 }, { ...expired })).toBe('stale');
  });

  it('the type shown is the one that is open, and not that of the latest report', () => {
    for (const order of permutations([accepted, triggered, { ...expired, timestamp: T + 6 }]))
      expect(orderAfter(...order)).toMatchObject({ status: 'ACCEPTED', type: 'MARKET' });
  });

  it('a revived order is open in every query, and ends again', () => {
    const { orders } = new TestCache();
    const counts = [accepted, expired, triggered, filled].map((each) => {
      orders.orderStatusUpdate(each);
      return orders.ordersOpenCount();
    });
    expect(counts).toEqual([1, 0, 1, 0]);
  });

  it('its fills reach the position once, in whatever order the millisecond is delivered', () => {
    for (const order of permutations([expired, triggered, filled])) {
      const { positions } = new TestCache();
      for (const each of [accepted, ...order, ...order]) positions.applyUpdate(each);
      expect(positions.position('BTCUSDT')?.signedAmount).toBe('10');
    }
  });
});
