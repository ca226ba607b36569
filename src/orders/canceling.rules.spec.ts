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
      expect(orderAfter(update(), canceling, update({ status, timestamp: T + 1 })).status).toBe('ACCEPTED');
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
    'ends with %s of the same millisecond',
    (status) => {
      expect(orderAfter(update(), canceling, update({ status })).status).toBe(status);
    },
  );

  it.each<OrderStatus>(['CANCELED', 'FILLED', 'EXPIRED'])(
    'ends with %s where the feed tells no times',
    (status) => {
      const accepted = update({ timestamp: null });
      expect(orderAfter(accepted, canceling, update({ status, timestamp: null })).status).toBe(status);
    },
  );

  it('survives a CANCELED without a time: it is older than the acceptance', () => {
    const canceled = update({ status: 'CANCELED', timestamp: null });
    expect(orderAfter(update(), canceling, canceled).status).toBe('CANCELING');
  });

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

  it('ends, the cancel refused, after a racing fill, with an ACCEPTED that tells no more of it', () => {
    const racing = fill('3', '3', '100', { timestamp: T + 1 });
    for (const timestamp of [T + 1, T + 2]) {
      const refused = update({ filled: '3', average: '100', timestamp });
      expect(orderAfter(update(), canceling, racing, refused).status).toBe('PARTIALLY_FILLED');
    }
    const same = update({ filled: '3', average: '100' });
    expect(orderAfter(update(), canceling, racing, same).status).toBe('CANCELING');
  });

  it('survives a racing fill that is delivered twice, and again after the next one', () => {
    const racing = fill('3', '3', '100', { timestamp: T + 1 });
    const next = fill('4', '1', '100', { timestamp: T + 2 });
    const order = orderAfter(update(), canceling, racing, racing, next, racing, next);
    expect(order).toMatchObject({ status: 'CANCELING', filled: '4' });
  });

  it('ends, the cancel refused, where a trade told the fill before the report that answers', () => {
    const { orders, positions } = new TestCache();
    for (const each of [update(), canceling]) orders.orderStatusUpdate(each);
    positions.applyTrade({
      exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', tradeId: 't3', side: 'BUY', quantity: '3', price: '100',
      timestamp: T + 1,
    }); // prettier-ignore
    expect(orders.order('7')).toMatchObject({ status: 'CANCELING', filled: '3' });
    orders.orderStatusUpdate(fill('3', '3', '100', { timestamp: T + 1 }));
    expect(orders.order('7')?.status).toBe('CANCELING');
    orders.orderStatusUpdate(update({ filled: '3', average: '100', timestamp: T + 2 }));
    expect(orders.order('7')?.status).toBe('PARTIALLY_FILLED');
  });

  it('survives the EXPIRED of a type that the order has left, whatever its time', () => {
    const stop = { type: 'STOP_MARKET', timestamp: T } as const;
    const triggered = update({ type: 'MARKET', timestamp: T + 5 });
    for (const timestamp of [T + 4, T + 5, null, T + 6]) {
      const expired = update({ ...stop, status: 'EXPIRED', timestamp });
      expect(orderAfter(update(stop), triggered, canceling, expired).status).toBe('CANCELING');
    }
  });

  it('takes what is reported of the order meanwhile', () => {
    const order = orderAfter(update(), canceling, update({ reason: 'why', timeInForce: 'GTC' }));
    expect(order).toMatchObject({ status: 'CANCELING', reason: 'why', timeInForce: 'GTC' });
  });

  it('ends, where the feed tells no times, with a list of open orders that has the order', () => {
    const { orders, positions } = new TestCache();
    const untimed = update({ timestamp: null });
    for (const each of [untimed, canceling, untimed]) orders.orderStatusUpdate(each);
    expect(orders.order('7')?.status).toBe('CANCELING');
    positions.applyListed(untimed);
    expect(orders.order('7')?.status).toBe('ACCEPTED');
  });

  it('survives a list of open orders that is no newer than the order, where the feed tells times', () => {
    const { orders, positions } = new TestCache();
    for (const each of [update(), canceling]) orders.orderStatusUpdate(each);
    positions.applyListed(update());
    expect(orders.order('7')?.status).toBe('CANCELING');
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
