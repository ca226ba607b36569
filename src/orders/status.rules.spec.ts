import { describe, expect, it } from '@jest/globals';
import { lastOutcome, orderAfter, permutations } from '../../test/support/merging.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderStatus } from './order.js';

describe('rule 4: late updates, and updates of one millisecond', () => {
  it('a late ACCEPTED after a partial fill leaves PARTIALLY_FILLED', () => {
    expect(orderAfter(fill('3', '3', '100', { timestamp: T + 1 }), update()).status).toBe('PARTIALLY_FILLED');
  });

  it('a late update adds the fill and the fee that it alone knew of, and does not move the status', () => {
    const late = fill('5', '5', '101', { fee: '0.5', feeCurrency: 'USDT', timestamp: T });
    const order = orderAfter(update({ status: 'CANCELED', timestamp: T + 1 }), late);
    expect(order).toMatchObject({
      status: 'CANCELED',
      filled: '5',
      cumFees: { USDT: '0.5' },
      timestamp: T + 1,
    });
  });

  it('a late update tells what was unknown, and overwrites nothing that was known', () => {
    const newer = update({ price: '105', amount: '20', timestamp: T + 1 });
    const order = orderAfter(newer, update({ clientOrderId: 'mine', timeInForce: 'GTC' }));
    expect(order).toMatchObject({ price: '105', amount: '20', clientOrderId: 'mine', timeInForce: 'GTC' });
  });

  it('a late update that changes nothing is stale, a repeated one is a duplicate', () => {
    expect(lastOutcome(update({ timestamp: T + 1 }), update())).toBe('stale');
    expect(lastOutcome(update(), update())).toBe('duplicate');
  });

  it.each<[string, readonly OrderStatus[], OrderStatus]>([
    ['an order that fills', ['ACCEPTED', 'PARTIALLY_FILLED', 'FILLED'], 'FILLED'],
    ['an order that fills while it is canceled', ['ACCEPTED', 'CANCELED', 'FILLED'], 'FILLED'],
    ['an order that is canceled', ['ACCEPTED', 'PARTIALLY_FILLED', 'CANCELED'], 'CANCELED'],
    ['an order that expires', ['ACCEPTED', 'PARTIALLY_FILLED', 'EXPIRED'], 'EXPIRED'],
    ['an order that is rejected', ['ACCEPTED', 'REJECTED'], 'REJECTED'],
  ])(
    'within one millisecond, and without clocks, %s ends the same in any order of delivery',
    (_, statuses, end) => {
      for (const timestamp of [T, null]) {
        for (const order of permutations(statuses)) {
          expect([order, orderAfter(...order.map((status) => update({ status, timestamp }))).status]).toEqual(
            [order, end],
          );
        }
      }
    },
  );

  it('of one millisecond CANCELED counts over EXPIRED over REJECTED, whichever comes first', () => {
    const ends = ['CANCELED', 'EXPIRED', 'REJECTED'] as const;
    for (const [at, end] of ends.entries()) {
      for (const lower of ends.slice(at + 1)) {
        for (const order of permutations([update({ status: end }), update({ status: lower })]))
          expect(orderAfter(...order).status).toBe(end);
      }
    }
  });

  it('of ends of several times the latest counts, whichever comes first', () => {
    const ends = [update({ status: 'CANCELED' }), update({ status: 'REJECTED', timestamp: T + 1 })];
    for (const order of permutations(ends)) expect(orderAfter(...order).status).toBe('REJECTED');
  });

  it('an older end does not end an order that is known to be open later', () => {
    for (const status of ['CANCELED', 'EXPIRED', 'REJECTED'] as const) {
      expect(orderAfter(update({ timestamp: T + 1 }), update({ status })).status).toBe('ACCEPTED');
    }
  });

  it('FILLED wins whenever it is heard', () => {
    const filled = fill('10', '10', '100', { status: 'FILLED' });
    expect(orderAfter(update({ status: 'CANCELED', timestamp: T + 5 }), filled).status).toBe('FILLED');
  });

  it('a strictly newer update sets the status', () => {
    expect(orderAfter(fill('3', '3', '1'), update({ status: 'CANCELED', timestamp: T + 1 })).status).toBe(
      'CANCELED',
    );
    const canceled = update({ status: 'CANCELED' });
    expect(orderAfter(canceled, update({ status: 'EXPIRED', timestamp: T + 1 })).status).toBe('EXPIRED');
    expect(orderAfter(canceled, update({ status: 'EXPIRED', timestamp: T - 1 })).status).toBe('CANCELED');
  });

  it.each<OrderStatus>(['INITIALIZED', 'PENDING', 'CANCELING'])(
    "%s carries the caller's clock, which is not compared",
    (status) => {
      const ahead = update({ status, timestamp: T + 1_000_000 });
      const order = orderAfter(
        ahead,
        update({ timestamp: T }),
        fill('10', '10', '100', { status: 'FILLED', timestamp: T + 1 }),
      );
      expect(order).toMatchObject({ status: 'FILLED', timestamp: T + 1 });
      expect(orderAfter(update(), { ...ahead, price: '1' })).toMatchObject({ price: '100', timestamp: T });
    },
  );

  it("the caller's word does not lower what the exchange said", () => {
    expect(orderAfter(update(), update({ status: 'PENDING', timestamp: T + 5 })).status).toBe('ACCEPTED');
    expect(
      orderAfter(update({ status: 'PENDING' }), update({ status: 'INITIALIZED', timestamp: T + 5 })).status,
    ).toBe('PENDING');
  });

  it('a late partial makes a newer ACCEPTED read PARTIALLY_FILLED', () => {
    const order = orderAfter(update({ timestamp: T + 1, price: '99' }), fill('3', '3', '98'));
    expect(order).toMatchObject({ status: 'PARTIALLY_FILLED', filled: '3', price: '99', timestamp: T + 1 });
  });

  it.each<[OrderStatus, OrderStatus, number]>([
    ['FILLED', 'FILLED', T - 1],
    ['CANCELED', 'PARTIALLY_FILLED', T - 1],
    ['EXPIRED', 'ACCEPTED', T - 1],
    ['REJECTED', 'ACCEPTED', T - 1],
  ])('%s does not move back for an older %s', (status, older, timestamp) => {
    expect(orderAfter(update({ status }), update({ status: older, timestamp })).status).toBe(status);
  });

  it('the fills of one millisecond end as one order, in any order of delivery', () => {
    const paid = { feeCurrency: 'USDT', fee: '0.1' };
    const updates = [
      update({ average: null }),
      fill('3', '3', '100', { ...paid, tradeId: '3', average: '100.00' }),
      fill('6', '3', '110', { ...paid, tradeId: '6', average: '105.00' }),
      fill('10', '4', '115', { ...paid, tradeId: '10', average: '109.00', status: 'FILLED' }),
    ];
    const expected = {
      status: 'FILLED',
      filled: '10',
      average: '109',
      cumFees: { USDT: '0.3' },
      cumCost: '1090',
    };
    for (const order of permutations(updates)) {
      expect(orderAfter(...order)).toMatchObject({
        ...expected,
        lastFilled: '4',
        tradeId: '10',
        timestamp: T,
      });
      // Without times the last fill is the one that came last.
      const untimed = order.map((each) => ({ ...each, timestamp: null }));
      expect(orderAfter(...untimed)).toMatchObject({ ...expected, timestamp: null });
    }
  });

  it("the caller's statuses are the lowest, in any order of delivery", () => {
    const statuses: readonly OrderStatus[] = ['INITIALIZED', 'PENDING', 'ACCEPTED', 'PARTIALLY_FILLED'];
    for (const timestamp of [T, null]) {
      for (const order of permutations(statuses)) {
        const delivered = order.map((status) => update({ status, timestamp }));
        expect([order, orderAfter(...delivered).status]).toEqual([order, 'ACCEPTED']);
      }
    }
  });

  it('a report without a time is older than any other, and the time that is shown stays', () => {
    const canceled = update({ status: 'CANCELED' });
    expect(orderAfter(canceled, update({ status: 'PARTIALLY_FILLED', timestamp: null }))).toMatchObject({
      status: 'CANCELED',
      timestamp: T,
    });
    const unclocked = update({ timestamp: null });
    expect(orderAfter(unclocked, canceled)).toMatchObject({ status: 'CANCELED', timestamp: T });
    expect(orderAfter({ ...canceled, timestamp: null }, update()).status).toBe('ACCEPTED');
  });

  it('rule 9: of one millisecond the report with the larger filled tells the fields, else the higher status', () => {
    const partial = fill('3', '3', '98', { price: '98', timeInForce: 'IOC', amount: '9', reduceOnly: true });
    const other = update({ price: '99', timeInForce: 'GTC', amount: '12', reduceOnly: false });
    for (const order of permutations([partial, other]))
      expect(orderAfter(...order)).toMatchObject({
        price: '98',
        timeInForce: 'IOC',
        amount: '9',
        reduceOnly: true,
      });
    const ended = { ...partial, status: 'CANCELED', reason: 'asked for' } as const;
    expect(orderAfter(ended, update({ price: '99', timeInForce: 'GTC', amount: '12', reason: 'late' }))).toMatchObject({
      price: '98', timeInForce: 'IOC', amount: '9', reduceOnly: true, reason: 'asked for',
    }); // prettier-ignore
  });

  it("a caller's clock that is ahead makes nothing of the exchange's late", () => {
    for (const status of ['INITIALIZED', 'PENDING', 'CANCELING'] as const) {
      const order = orderAfter(
        update({ status, timestamp: T + 9 }),
        update({ status: 'CANCELED', timestamp: T }),
      );
      expect(order).toMatchObject({ status: 'CANCELED', timestamp: T });
    }
  });

  it('until the exchange has spoken, the caller may amend, whatever its clock; afterwards it may not', () => {
    for (const status of ['INITIALIZED', 'PENDING'] as const) {
      const amended = update({ status, price: '99', timestamp: T - 5 });
      expect(orderAfter(update({ status }), amended).price).toBe('99');
      expect(orderAfter(update(), amended).price).toBe('100');
    }
    const lower = update({ status: 'INITIALIZED', price: '99', timestamp: T + 5 });
    expect(orderAfter(update({ status: 'PENDING' }), lower).price).toBe('100');
  });

  it("a caller's clock tells the time only until the exchange has spoken", () => {
    expect(orderAfter(update({ status: 'INITIALIZED', timestamp: T + 5 })).timestamp).toBe(T + 5);
    const pending = update({ status: 'PENDING', timestamp: T + 5 });
    expect(orderAfter(pending, update({ timestamp: null })).timestamp).toBeNull();
    expect(orderAfter(pending, update()).timestamp).toBe(T);
    expect(orderAfter(update(), pending).timestamp).toBe(T);
    const unclocked = update({ status: 'INITIALIZED', timestamp: null });
    expect(orderAfter(unclocked, pending).timestamp).toBe(T + 5);
  });
});

describe("rule 5: the status is the exchange's word", () => {
  it('quantities do not make an order FILLED', () => {
    expect(orderAfter(fill('10', '10', '100')).status).toBe('PARTIALLY_FILLED');
    expect(orderAfter(fill('11', '11', '100')).remaining).toBe('0');
  });

  it('a FILLED that comes alone after its last fill is taken', () => {
    const alone = update({ status: 'FILLED', filled: '10', timestamp: T + 1 });
    expect(orderAfter(fill('10', '10', '100'), alone)).toMatchObject({ status: 'FILLED', average: '100' });
  });

  it('ACCEPTED with fills reads PARTIALLY_FILLED', () => {
    expect(orderAfter(update({ filled: '2', average: '100' })).status).toBe('PARTIALLY_FILLED');
    expect(orderAfter(fill('2', '2', '100'), update({ timestamp: T + 1, filled: '2' })).status).toBe(
      'PARTIALLY_FILLED',
    );
  });

  it('PARTIALLY_FILLED with nothing filled reads ACCEPTED', () => {
    expect(orderAfter(update({ status: 'PARTIALLY_FILLED' })).status).toBe('ACCEPTED');
  });

  it.each<OrderStatus>(['ACCEPTED', 'CANCELING', 'PENDING', 'FILLED', 'CANCELED'])(
    '%s with nothing filled is as said',
    (status) => {
      expect(orderAfter(update({ status })).status).toBe(status);
    },
  );

  it.each<OrderStatus>(['CANCELING', 'FILLED', 'CANCELED', 'EXPIRED', 'REJECTED'])(
    '%s with something filled is as said',
    (status) => {
      expect(orderAfter(update({ status, filled: '2', average: '100' })).status).toBe(status);
    },
  );

  it('FILLED below the amount leaves a remainder', () => {
    expect(orderAfter(fill('9.5', '9.5', '100', { status: 'FILLED' }))).toMatchObject({
      status: 'FILLED',
      remaining: '0.5',
    });
  });
});
