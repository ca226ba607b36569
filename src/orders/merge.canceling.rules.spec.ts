import { describe, expect, it } from '@jest/globals';
import { orderAfter } from '../../test/support/merging.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderStatus } from './order.js';

describe('rule 8: CANCELING', () => {
  const canceling = update({ status: 'CANCELING', timestamp: T + 50 });

  it.each<OrderStatus>(['CANCELED', 'FILLED', 'EXPIRED', 'REJECTED'])('ends with %s', (status) => {
    expect(orderAfter(update(), canceling, update({ status, timestamp: T + 1 })).status).toBe(status);
  });

  it.each<OrderStatus>(['ACCEPTED', 'PARTIALLY_FILLED'])(
    'ends, the cancel refused, with a newer %s that grows nothing',
    (status) => {
      const before = fill('2', '2', '100');
      const refused = update({ status, filled: '2', timestamp: T + 1 });
      expect(orderAfter(before, canceling, refused).status).toBe('PARTIALLY_FILLED');
      expect(orderAfter(update(), canceling, update({ status, timestamp: T + 1 })).status).toBe(status);
    },
  );

  it('survives a racing fill', () => {
    const racing = fill('3', '3', '100', { timestamp: T + 1 });
    expect(orderAfter(update(), canceling, racing)).toMatchObject({ status: 'CANCELING', filled: '3' });
  });

  it('survives a repeated or older message', () => {
    expect(orderAfter(update(), canceling, update()).status).toBe('CANCELING');
    expect(orderAfter(update(), canceling, update({ timestamp: T - 1 })).status).toBe('CANCELING');
    expect(orderAfter(update(), canceling, update({ status: 'CANCELED', timestamp: T - 1 })).status).toBe(
      'CANCELING',
    );
  });

  it('asked for before the exchange has spoken, survives its first ACCEPTED', () => {
    expect(orderAfter(update({ status: 'PENDING' }), canceling, update()).status).toBe('CANCELING');
  });

  it('is shown with the fills that the order has, and stays in the open orders', () => {
    const { orders } = new TestCache();
    for (const each of [fill('2', '2', '100'), canceling]) orders.orderStatusUpdate(each);
    expect(orders.order('7')).toMatchObject({ status: 'CANCELING', filled: '2', timestamp: T });
    expect(orders.isOrderOpen('7')).toBe(true);
  });

  it.each<OrderStatus>(['CANCELED', 'FILLED', 'EXPIRED'])(
    'ends with %s of the same millisecond, or without a clock',
    (status) => {
      for (const timestamp of [T, null]) {
        expect(orderAfter(update(), canceling, update({ status, timestamp })).status).toBe(status);
      }
    },
  );

  it('ends with what grows filled, where that is the end', () => {
    const last = fill('10', '10', '100', { status: 'FILLED', timestamp: T + 1 });
    expect(orderAfter(update(), canceling, last)).toMatchObject({ status: 'FILLED', filled: '10' });
    const rest = fill('4', '4', '100', { status: 'CANCELED', timestamp: T + 1 });
    expect(orderAfter(update(), canceling, rest)).toMatchObject({ status: 'CANCELED', filled: '4' });
  });

  it('survives an ACCEPTED that grows filled: it is a racing fill too', () => {
    const racing = update({ filled: '3', average: '100', timestamp: T + 1 });
    expect(orderAfter(update(), canceling, racing)).toMatchObject({ status: 'CANCELING', filled: '3' });
  });

  it('ends, the cancel refused, after a racing fill: newer than the fill, and with no more of it', () => {
    const racing = fill('3', '3', '100', { timestamp: T + 1 });
    const refused = update({ filled: '3', average: '100', timestamp: T + 2 });
    expect(orderAfter(update(), canceling, racing, refused).status).toBe('PARTIALLY_FILLED');
    expect(orderAfter(update(), canceling, racing, { ...refused, timestamp: T + 1 }).status).toBe(
      'CANCELING',
    );
  });

  it('survives the EXPIRED of a type that the order has left, not newer; a newer one ends it', () => {
    const stop = { type: 'STOP_MARKET', timestamp: T } as const;
    const triggered = update({ type: 'MARKET', timestamp: T + 5 });
    for (const [timestamp, status] of [
      [T + 4, 'CANCELING'],
      [T + 5, 'CANCELING'],
      [null, 'CANCELING'],
      [T + 6, 'EXPIRED'],
    ] as const) {
      const expired = update({ ...stop, status: 'EXPIRED', timestamp });
      expect(orderAfter(update(stop), triggered, canceling, expired).status).toBe(status);
    }
  });

  it('keeps the type that the order has when an older one is accepted in the same millisecond', () => {
    const order = orderAfter(update(), canceling, update({ type: 'MARKET', price: '55' }));
    expect(order).toMatchObject({ status: 'CANCELING', type: 'LIMIT', price: '100' });
  });

  it('survives an ACCEPTED without a clock', () => {
    expect(orderAfter(update(), canceling, update({ timestamp: null })).status).toBe('CANCELING');
  });

  it('may be asked for again after it was refused', () => {
    const refused = update({ timestamp: T + 1 });
    expect(orderAfter(update(), canceling, refused, canceling).status).toBe('CANCELING');
  });

  it.each<OrderStatus>(['FILLED', 'CANCELED', 'EXPIRED', 'REJECTED'])('does not begin after %s', (status) => {
    expect(orderAfter(update({ status }), canceling).status).toBe(status);
  });

  it.each<OrderStatus>(['INITIALIZED', 'PENDING'])('does not fall back to %s', (status) => {
    expect(orderAfter(update(), canceling, update({ status, timestamp: T + 90 })).status).toBe('CANCELING');
  });
});
