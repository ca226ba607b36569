import { beforeEach, describe, expect, it } from '@jest/globals';
import { SettlingCache } from '../../test/support/settling-cache.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';

let cache: SettlingCache;

beforeEach(() => {
  cache = new SettlingCache();
});

function join(...updates: readonly OrderUpdate[]): string[] {
  const outcomes = updates.map((each) => cache.positions.applyUpdate(each).outcome);
  expect(cache.faults()).toEqual([]);
  return outcomes;
}

/** The quantity, the entry and the realized profit. */
function held(): unknown {
  const position = cache.positions.position('BTCUSDT');
  return [position?.signedAmount, position?.entryPrice, position?.realizedPnl];
}

function trade(tradeId: string, quantity: string, price: string): string {
  const place = { exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', side: 'BUY' } as const;
  return cache.positions.applyTrade({ ...place, tradeId, quantity, price, timestamp: T }).outcome;
}

const P = fill('1', '1', '100', { average: '100.00' });
const Q = fill('3', '2', '100.01', { average: '100.01', timestamp: T + 1 });
const EXACT = ['3', '100.006666666666666667', '0'];

describe('a fill that comes after a later one of its order', () => {
  it('is counted at its own price at last', () => {
    expect(join(Q)).toEqual(['applied']);
    expect(held()).toEqual(['3', '100.01', '0']);
    expect(join(P)).toEqual(['applied']);
    expect(held()).toEqual(EXACT);
    join(P, Q, P);
    expect(held()).toEqual(EXACT);
  });

  it('is, where it was counted by an end that named no fill', () => {
    join(fill('3', '3', '100'));
    const end = update({ status: 'CANCELED', filled: '5', average: '100.41', timestamp: T + 2 });
    join(end);
    expect(join(fill('5', '2', '101', { timestamp: T + 1 }), end)[0]).toBe('applied');
    expect(held()).toEqual(['5', '100.4', '0']);
  });

  it('is, where nothing told the price of what was missed', () => {
    join({ ...Q, average: null });
    expect(held()).toEqual(['3', '100.006666666666666667', '0']);
    expect(cache.orders.order('7')?.filled).toBe('3');
    join(P);
    expect(held()).toEqual(EXACT);
  });

  it('leaves the rest of what was missed at what the costs leave for it', () => {
    join(fill('4', '1', '100.01', { average: '100.01', timestamp: T + 4 }));
    expect(held()).toEqual(['4', '100.01', '0']);
    join(P);
    expect(held()).toEqual(['4', '100.01', '0']);
    join(fill('3', '2', '100', { timestamp: T + 2 }));
    expect(held()).toEqual(['4', '100.0025', '0']);
  });

  it('is realized where the position was closed since', () => {
    join(Q, traded('8', 'SELL', '3', '110', { timestamp: T + 3 }));
    expect(held()).toEqual(['0', '0', '29.97']);
    join(P);
    expect(held()).toEqual(['0', '0', '29.98']);
    expect(cache.positions.position('BTCUSDT')?.averageClosePrice).toBe('110');
  });

  it('reaches the position of an order that left memory', () => {
    join(Q, update({ status: 'CANCELED', filled: '3', timestamp: T + 2 }));
    cache.commit();
    cache.tables.orders.retire(cache.now, 9);
    cache.commit();
    expect(cache.tables.orders.tombstoneCount).toBe(1);
    expect(join(P)).toEqual(['applied']);
    join(P);
    expect(held()).toEqual(EXACT);
  });

  it('does not change what an adopted snapshot says of that time', () => {
    join(Q);
    const place = { exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET' } as const;
    const quantity = 3n * 10n ** 18n;
    cache.positions.adopt(place, { quantity, entryPrice: 102n * 10n ** 18n, asOf: T + 5 });
    expect(join(P)).toEqual(['applied']);
    expect(held()).toEqual(['3', '102', '0']);
  });

  it('is written with its order in one commit: nothing else says what was counted', () => {
    join(Q);
    cache.commit();
    join({ ...P, fee: '0.1', feeCurrency: 'USDT' });
    const taken = cache.tables.changes.take(1)?.entries.map(({ table }) => table);
    expect([taken, cache.tables.changes.size]).toEqual([['order'], 0]);
  });

  it('of another order counts in its own place: the profit is that of the order of execution', () => {
    join(traded('1', 'BUY', '1', '100'), traded('3', 'SELL', '1', '130', { timestamp: T + 3 }));
    expect(held()).toEqual(['0', '0', '30']);
    join(traded('2', 'BUY', '1', '120', { timestamp: T + 2 }));
    expect(held()).toEqual(['1', '110', '20']);
  });
});

describe('reports that contradict each other', () => {
  it('never make an order count more than its trades, or than was reported', () => {
    join(fill('5', '2', '100', { average: '100.00', tradeId: null }));
    join(fill('4', '2', '99', { tradeId: null }), fill('1', '1', '90', { tradeId: null, timestamp: T - 1 }));
    expect(cache.orders.order('7')?.filled).toBe('5');
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('5');
  });
});

describe('an order of which every second fill was missed', () => {
  it('has filled what was reported, and each fill at its own price as soon as it is told', () => {
    const amount = '80';
    for (let at = 1; at <= 40; at++)
      join(fill(String(2 * at), '1', '100', { amount, average: '99.50', timestamp: T + 2 * at }));
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('80');
    for (let at = 0; at < 40; at++)
      join(fill(String(2 * at + 1), '1', '99', { amount, timestamp: T + 2 * at + 1 }));
    expect(held()).toEqual(['80', '99.5', '0']);
  });
});

describe('trades beside reports', () => {
  it('tell what was missed cost, once they tell all of it', () => {
    join({ ...Q, tradeId: null });
    expect([trade('t3', '2', '100.01'), trade('t1', '1', '100'), trade('t1', '1', '100')]).toEqual([
      'applied',
      'applied',
      'duplicate',
    ]);
    expect(held()).toEqual(EXACT);
    join(P, Q);
    expect(held()).toEqual(EXACT);
  });

  it('count beside a report of another trade id, and once with a later report of theirs', () => {
    join(fill('1', '1', '100'));
    trade('another', '1', '110');
    expect(held()).toEqual(['2', '105', '0']);
    join(fill('2', '1', '110', { tradeId: 'another', timestamp: T + 1 }));
    expect(held()).toEqual(['2', '105', '0']);
  });

  it('ahead of reports in part: each fill is counted once, at its price', () => {
    trade('t3', '2', '100.01');
    expect(held()).toEqual(['2', '100.01', '0']);
    join(P, { ...Q, average: '100.0' });
    expect(held()).toEqual(EXACT);
  });
});
