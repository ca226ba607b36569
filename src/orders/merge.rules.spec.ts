import { describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { Order, OrderStatus, OrderUpdate } from './order.js';

/** What the cache believes after updates, heard in this order. */
function after(...updates: readonly OrderUpdate[]): Order {
  const { orders } = new TestCache();
  for (const each of updates) orders.orderStatusUpdate(each);
  return orders.order(updates[0]?.id ?? (updates[0]?.clientOrderId as string)) as Order;
}

/** The outcome of the last of some updates. */
function outcomeOfLast(...updates: readonly OrderUpdate[]) {
  const { orders } = new TestCache();
  return updates.map((each) => orders.orderStatusUpdate(each)).at(-1);
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}

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
});

describe('rule 2: the first word inserts the order', () => {
  it.each<OrderStatus>([
    'INITIALIZED', 'PENDING', 'ACCEPTED', 'PARTIALLY_FILLED', 'CANCELING', 'FILLED', 'CANCELED', 'EXPIRED', 'REJECTED',
  ])('%s', (status) => {
    expect(after(update({ status }))).toMatchObject({ status, filled: '0', remaining: '10' });
  }); // prettier-ignore

  it('FAILED reads as REJECTED', () => {
    expect(after(update({ status: 'FAILED' })).status).toBe('REJECTED');
  });
});

describe('rule 3: filled never falls', () => {
  it('a late partial does not lower it', () => {
    const order = after(
      fill('6', '3', '101', { timestamp: T + 2 }),
      fill('3', '3', '100', { timestamp: T + 1 }),
    );
    expect(order).toMatchObject({ filled: '6', remaining: '4', lastFilledPrice: '101' });
  });

  it('an amend that carries filled 0 does not erase it, whether newer or not', () => {
    for (const timestamp of [T, T + 1, T + 9, null]) {
      const order = after(fill('6', '6', '101', { timestamp: T + 1 }), update({ price: '99', timestamp }));
      expect(order).toMatchObject({ filled: '6', status: 'PARTIALLY_FILLED' });
    }
  });

  it('compares quantities as numbers, not as text', () => {
    expect(after(fill('9', '9', '1'), fill('10', '1', '1')).filled).toBe('10');
    expect(after(fill('0.10', '0.1', '1'), fill('0.1', '0.1', '1')).filled).toBe('0.1');
  });
});

describe('rule 4: late updates, and updates of one millisecond', () => {
  it('a late ACCEPTED after a partial fill leaves PARTIALLY_FILLED', () => {
    expect(after(fill('3', '3', '100', { timestamp: T + 1 }), update()).status).toBe('PARTIALLY_FILLED');
  });

  it('a late update adds the fill and the fee that it alone knew of, and does not move the status', () => {
    const late = fill('5', '5', '101', { fee: '0.5', feeCurrency: 'USDT', timestamp: T });
    const order = after(update({ status: 'CANCELED', timestamp: T + 1 }), late);
    expect(order).toMatchObject({
      status: 'CANCELED',
      filled: '5',
      cumFees: { USDT: '0.5' },
      timestamp: T + 1,
    });
  });

  it('a late update tells what was unknown, and overwrites nothing that was known', () => {
    const newer = update({ price: '105', amount: '20', timestamp: T + 1 });
    const order = after(newer, update({ clientOrderId: 'mine', timeInForce: 'GTC' }));
    expect(order).toMatchObject({ price: '105', amount: '20', clientOrderId: 'mine', timeInForce: 'GTC' });
  });

  it('a late update that changes nothing is stale, a repeated one is a duplicate', () => {
    expect(outcomeOfLast(update({ timestamp: T + 1 }), update())?.outcome).toBe('stale');
    expect(outcomeOfLast(update(), update())?.outcome).toBe('duplicate');
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
          expect([order, after(...order.map((status) => update({ status, timestamp }))).status]).toEqual([
            order,
            end,
          ]);
        }
      }
    },
  );

  it('of CANCELED, EXPIRED and REJECTED in one millisecond the first to come stays', () => {
    for (const [first, second] of permutations<OrderStatus>(['CANCELED', 'EXPIRED', 'REJECTED'])) {
      expect(
        after(update({ status: first as OrderStatus }), update({ status: second as OrderStatus })).status,
      ).toBe(first);
    }
  });

  it('an older end does not end an order that is known to be open later', () => {
    for (const status of ['CANCELED', 'EXPIRED', 'REJECTED'] as const) {
      expect(after(update({ timestamp: T + 1 }), update({ status })).status).toBe('ACCEPTED');
    }
  });

  it('FILLED wins whenever it is heard', () => {
    const filled = fill('10', '10', '100', { status: 'FILLED' });
    expect(after(update({ status: 'CANCELED', timestamp: T + 5 }), filled).status).toBe('FILLED');
  });

  it('a strictly newer update sets the status', () => {
    expect(after(fill('3', '3', '1'), update({ status: 'CANCELED', timestamp: T + 1 })).status).toBe(
      'CANCELED',
    );
    const canceled = update({ status: 'CANCELED' });
    expect(after(canceled, update({ status: 'EXPIRED', timestamp: T + 1 })).status).toBe('EXPIRED');
    expect(after(canceled, update({ status: 'EXPIRED', timestamp: T - 1 })).status).toBe('CANCELED');
  });

  it.each<OrderStatus>(['INITIALIZED', 'PENDING', 'CANCELING'])(
    "%s carries the caller's clock, which is not compared",
    (status) => {
      const ahead = update({ status, timestamp: T + 1_000_000 });
      const order = after(
        ahead,
        update({ timestamp: T }),
        fill('10', '10', '100', { status: 'FILLED', timestamp: T + 1 }),
      );
      expect(order).toMatchObject({ status: 'FILLED', timestamp: T + 1 });
      expect(after(update(), { ...ahead, price: '1' })).toMatchObject({ price: '100', timestamp: T });
    },
  );

  it("the caller's word does not lower what the exchange said", () => {
    expect(after(update(), update({ status: 'PENDING', timestamp: T + 5 })).status).toBe('ACCEPTED');
    expect(
      after(update({ status: 'PENDING' }), update({ status: 'INITIALIZED', timestamp: T + 5 })).status,
    ).toBe('PENDING');
  });
});

describe("rule 5: the status is the exchange's word", () => {
  it('quantities do not make an order FILLED', () => {
    expect(after(fill('10', '10', '100')).status).toBe('PARTIALLY_FILLED');
    expect(after(fill('11', '11', '100')).remaining).toBe('0');
  });

  it('a FILLED that comes alone after its last fill is taken', () => {
    const alone = update({ status: 'FILLED', filled: '10', timestamp: T + 1 });
    expect(after(fill('10', '10', '100'), alone)).toMatchObject({ status: 'FILLED', average: '100' });
  });

  it('ACCEPTED with fills reads PARTIALLY_FILLED', () => {
    expect(after(update({ filled: '2', average: '100' })).status).toBe('PARTIALLY_FILLED');
    expect(after(fill('2', '2', '100'), update({ timestamp: T + 1, filled: '2' })).status).toBe(
      'PARTIALLY_FILLED',
    );
  });
});

describe('rule 6: a fill after the end', () => {
  it.each<OrderStatus>(['CANCELED', 'EXPIRED'])(
    'grows the quantities of an order that is %s, which stays so',
    (status) => {
      for (const timestamp of [T - 1, T, T + 1, null]) {
        expect(after(update({ status }), fill('4', '4', '100', { timestamp }))).toMatchObject({
          status,
          filled: '4',
        });
      }
    },
  );

  it('ends it as FILLED where the update says so', () => {
    const filled = fill('10', '10', '100', { status: 'FILLED', timestamp: T + 1 });
    expect(after(update({ status: 'EXPIRED' }), filled).status).toBe('FILLED');
  });
});

describe('rule 7: revival', () => {
  const accepted = update({ type: 'STOP_MARKET', timestamp: T });
  const expired = update({ type: 'STOP_MARKET', status: 'EXPIRED', timestamp: T + 5 });
  const triggered = update({ type: 'MARKET', timestamp: T + 5 });
  const filled = fill('10', '10', '100', { type: 'MARKET', status: 'FILLED', timestamp: T + 5 });

  it('a triggered stop order lives on as another type, as recorded on Binance', () => {
    expect(after(accepted, expired, triggered)).toMatchObject({ status: 'ACCEPTED', type: 'MARKET' });
    expect(after(accepted, expired, triggered, filled)).toMatchObject({ status: 'FILLED', filled: '10' });
  });

  it('in whatever order its one millisecond is delivered', () => {
    for (const order of permutations([expired, triggered])) {
      expect(after(accepted, ...order).status).toBe('ACCEPTED');
    }
    for (const order of permutations([expired, triggered, filled])) {
      expect(after(accepted, ...order).status).toBe('FILLED');
    }
  });

  it('an EXPIRED of a type that the order has left, not newer, changes nothing', () => {
    const outcome = outcomeOfLast(accepted, triggered, expired, update({ ...expired }));
    expect(outcome?.outcome).toBe('duplicate');
    expect(after(accepted, expired, triggered, expired).status).toBe('ACCEPTED');
  });

  it('an ACCEPTED of a type that the order has left does not revive it', () => {
    const ended = update({ type: 'MARKET', status: 'EXPIRED', timestamp: T + 5 });
    const left = update({ type: 'STOP_MARKET', timestamp: T + 5 });
    expect(after(accepted, expired, triggered, ended, left)).toMatchObject({
      status: 'EXPIRED',
      type: 'MARKET',
    });
  });

  it('a strictly newer ACCEPTED revives', () => {
    for (const status of ['EXPIRED', 'CANCELED'] as const) {
      expect(after(update({ status }), update({ timestamp: T + 1 })).status).toBe('ACCEPTED');
    }
  });

  it("an IOC's ACCEPTED, delivered after its EXPIRED of the same millisecond, does not", () => {
    const ioc = { type: 'LIMIT', timeInForce: 'IOC' } as const;
    expect(after(update({ ...ioc, status: 'EXPIRED' }), update(ioc)).status).toBe('EXPIRED');
  });

  it('an older ACCEPTED, or one without a clock, does not', () => {
    for (const timestamp of [T - 1, null]) {
      expect(after(update({ status: 'CANCELED' }), update({ timestamp, type: 'MARKET' })).status).toBe(
        'CANCELED',
      );
    }
  });

  it.each<OrderStatus>(['FILLED', 'REJECTED'])('%s is final', (status) => {
    const last = update({ status, filled: status === 'FILLED' ? '10' : '0', average: '1' });
    for (const later of [
      'ACCEPTED',
      'CANCELED',
      'EXPIRED',
      'PARTIALLY_FILLED',
      'CANCELING',
      'PENDING',
    ] as const) {
      expect(after(last, update({ status: later, timestamp: T + 1, type: 'MARKET' })).status).toBe(status);
    }
  });
});

describe('rule 8: CANCELING', () => {
  const canceling = update({ status: 'CANCELING', timestamp: T + 50 });

  it.each<OrderStatus>(['CANCELED', 'FILLED', 'EXPIRED', 'REJECTED'])('ends with %s', (status) => {
    expect(after(update(), canceling, update({ status, timestamp: T + 1 })).status).toBe(status);
  });

  it.each<OrderStatus>(['ACCEPTED', 'PARTIALLY_FILLED'])(
    'ends, the cancel refused, with a newer %s that grows nothing',
    (status) => {
      const before = fill('2', '2', '100');
      const refused = update({ status, filled: '2', timestamp: T + 1 });
      expect(after(before, canceling, refused).status).toBe('PARTIALLY_FILLED');
      expect(after(update(), canceling, update({ status, timestamp: T + 1 })).status).toBe(status);
    },
  );

  it('survives a racing fill', () => {
    const racing = fill('3', '3', '100', { timestamp: T + 1 });
    expect(after(update(), canceling, racing)).toMatchObject({ status: 'CANCELING', filled: '3' });
  });

  it('survives a repeated or older message', () => {
    expect(after(update(), canceling, update()).status).toBe('CANCELING');
    expect(after(update(), canceling, update({ timestamp: T - 1 })).status).toBe('CANCELING');
    expect(after(update(), canceling, update({ status: 'CANCELED', timestamp: T - 1 })).status).toBe(
      'CANCELING',
    );
  });

  it('asked for before the exchange has spoken, survives its first ACCEPTED', () => {
    expect(after(update({ status: 'PENDING' }), canceling, update()).status).toBe('CANCELING');
  });
});

describe('rule 9: what may follow what', () => {
  it.each<OrderStatus>([
    'ACCEPTED',
    'PARTIALLY_FILLED',
    'CANCELING',
    'FILLED',
    'CANCELED',
    'EXPIRED',
    'REJECTED',
  ])('INITIALIZED and PENDING may become %s', (status) => {
    for (const first of ['INITIALIZED', 'PENDING'] as const) {
      for (const timestamp of [T - 1, T, T + 1, null]) {
        expect(after(update({ status: first }), update({ status, timestamp })).status).toBe(status);
      }
    }
  });

  it('INITIALIZED becomes PENDING', () => {
    expect(after(update({ status: 'INITIALIZED' }), update({ status: 'PENDING' })).status).toBe('PENDING');
  });

  it('ACCEPTED and PARTIALLY_FILLED repeat with an amend', () => {
    const amended = { price: '98', amount: '12', timestamp: T + 1 };
    expect(after(update(), update(amended))).toMatchObject({ status: 'ACCEPTED', price: '98', amount: '12' });
    expect(after(fill('3', '3', '100'), fill('3', '3', '100', amended))).toMatchObject({
      status: 'PARTIALLY_FILLED',
      price: '98',
      remaining: '9',
    });
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
    const order = after(
      traded,
      { ...traded, filled: '6', timestamp: T + 1 },
      { ...traded, timestamp: T - 1 },
    );
    expect(order.cumFees).toEqual({ USDT: '0.3' });
  });
});

function paid(fee: string, fields: Partial<OrderUpdate> = {}): Partial<OrderUpdate> {
  return { fee, feeCurrency: 'USDT', ...fields };
}

describe('rule 11: fees ride on fills', () => {
  it('are summed by currency, positive when paid, negative for a rebate', () => {
    const order = after(
      fill('3', '3', '100', paid('0.3')),
      fill('6', '3', '100', paid('-0.1', { timestamp: T + 1 })),
      fill('9', '3', '100', paid('0.002', { feeCurrency: 'BNB', timestamp: T + 2 })),
    );
    expect(order.cumFees).toEqual({ BNB: '0.002', USDT: '0.2' });
  });

  it('cumulative ones win', () => {
    const cumulative = fill('6', '3', '100', paid('9', { cumFees: { USDT: '0.5' }, timestamp: T + 1 }));
    expect(after(fill('3', '3', '100', paid('0.3')), cumulative).cumFees).toEqual({ USDT: '0.5' });
  });

  it('a single fee that comes late is in cumulative ones already', () => {
    const cumulative = fill('6', '3', '100', { cumFees: { USDT: '0.5' }, timestamp: T + 1 });
    expect(after(cumulative, fill('3', '3', '100', paid('0.3', { tradeId: 'late' }))).cumFees).toEqual({
      USDT: '0.5',
    });
  });

  it('a late tradeId adds its fee only', () => {
    const order = after(
      fill('6', '3', '101', paid('0.3', { timestamp: T + 1 })),
      fill('3', '3', '100', paid('0.2')),
    );
    expect(order).toMatchObject({ filled: '6', lastFilledPrice: '101', cumFees: { USDT: '0.5' } });
  });

  it('without a tradeId a fee counts only when filled grows by exactly lastFilled', () => {
    const anonymous = { tradeId: null };
    expect(after(update(), fill('3', '3', '100', paid('0.3', anonymous))).cumFees).toEqual({ USDT: '0.3' });
    expect(after(update(), fill('6', '3', '100', paid('0.3', anonymous))).cumFees).toEqual({});
    const repeated = fill('3', '3', '100', paid('0.3', anonymous));
    expect(after(update(), repeated, { ...repeated, timestamp: T + 1 }).cumFees).toEqual({ USDT: '0.3' });
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

  it('the same id on another symbol is another order', () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update());
    expect(orders.orderStatusUpdate(update({ symbol: 'ETHUSDT', side: 'SELL' })).outcome).toBe('applied');
    expect(orders.ordersCount()).toBe(2);
    expect(() => orders.order('7')).toThrow('ambiguous');
    expect(orders.order('7', { symbol: 'ETHUSDT' })?.side).toBe('SELL');
  });
});
