import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import type { AccountTrade } from '../orders/trade.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

function join(...updates: readonly OrderUpdate[]): string[] {
  const outcomes = updates.map((each) => cache.positions.applyUpdate(each).outcome);
  expect(cache.faults()).toEqual([]);
  return outcomes;
}

/** The quantity, the entry, the realized profit and the fees. */
function held(): unknown {
  const position = cache.positions.position('BTCUSDT');
  return [position?.signedAmount, position?.entryPrice, position?.realizedPnl, position?.fees];
}

/** Every order in memory by id and client id with what it has filled, sorted. */
function known(): string[] {
  return cache.orders
    .orders()
    .map(({ id, clientOrderId, filled }) => `${id} ${clientOrderId} ${filled}`)
    .sort();
}

function trade(tradeId: string, ids: Partial<AccountTrade>): AccountTrade {
  const place = { exchange: 'binance', symbol: 'BTCUSDT', side: 'BUY' } as const;
  return { ...place, tradeId, quantity: '1', price: '100', timestamp: T, ...ids };
}

const BY_CLIENT_ID = { id: null, clientOrderId: 'c' } as const;
const NET = { positionSide: 'NET' } as const;
const BOTH = { clientOrderId: 'c', timestamp: T + 1 } as const;

describe('an order whose fills were reported under its id and under its client id apart', () => {
  it('counts once what both told, as soon as both are told together', () => {
    join(fill('1', '1', '100', BY_CLIENT_ID), fill('1', '1', '100'));
    expect(held()).toEqual(['2', '100', '0', {}]);
    expect(join(fill('2', '1', '110', BOTH))).toEqual(['applied']);
    expect([held(), known()]).toEqual([['2', '105', '0', {}], ['7 c 2']]);
    expect(join(fill('2', '1', '110', BOTH), fill('1', '1', '100', BY_CLIENT_ID))).toEqual([
      'duplicate',
      'stale',
    ]);
  });

  it('has filled what the one that is further tells', () => {
    join(fill('3', '2', '100', BY_CLIENT_ID), fill('1', '1', '100'));
    expect(cache.positions.applyUpdate(update(BOTH))).toEqual({ outcome: 'applied', orderId: '7' });
    expect([held(), known()]).toEqual([['3', '100', '0', {}], ['7 c 3']]);
    expect(cache.orders.order('7')).toMatchObject({ status: 'PARTIALLY_FILLED', lastFilled: '2' });
  });

  it('costs what its fills cost, where one told what the other had missed', () => {
    const first = fill('1', '1', '100', { ...BY_CLIENT_ID, average: '100.00' });
    join(first, fill('3', '2', '100.01', { average: '100.01', timestamp: T + 1 }));
    join(update({ ...BOTH, filled: '3' }));
    expect(held()).toEqual(['3', '100.006666666666666667', '0', {}]);
  });

  it('pays the fee of each trade once', () => {
    const fee = { fee: '0.1', feeCurrency: 'USDT' };
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, ...fee }), fill('2', '1', '100', fee));
    join(fill('1', '1', '100', { ...BOTH, ...fee }));
    expect(held()).toEqual(['2', '100', '0', { USDT: '0.2' }]);
    cache = new TestCache();
    const same = { ...fee, tradeId: 'same' };
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, ...same }), fill('1', '1', '100', same));
    join(update({ ...BOTH, filled: '1' }));
    expect(held()).toEqual(['1', '100', '0', { USDT: '0.1' }]);
  });

  it('leaves nothing of what it closed twice', () => {
    const sold = { side: 'SELL' } as const;
    join(traded('1', 'BUY', '1', '90'));
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, ...sold }), fill('1', '1', '100', sold));
    expect(held()).toEqual(['-1', '100', '10', {}]);
    join(update({ ...BOTH, ...sold, filled: '1' }));
    expect(held()).toEqual(['0', '0', '10', {}]);
  });

  it('is one as soon as a report that only states its status has both', () => {
    join(fill('1', '1', '100', BY_CLIENT_ID), fill('1', '1', '100'));
    cache.orders.orderStatusUpdate(fill('2', '1', '110', BOTH));
    expect([held(), known()]).toEqual([['2', '105', '0', {}], ['7 c 2']]);
    expect(join(fill('2', '1', '110', BOTH))).toEqual(['duplicate']);
    expect([held(), known()]).toEqual([['2', '105', '0', {}], ['7 c 2']]);
  });

  it('is one whichever call its reports came by', () => {
    cache.orders.orderStatusUpdate(fill('1', '1', '100', BY_CLIENT_ID));
    cache.orders.orderStatusUpdate(fill('1', '1', '100'));
    join(fill('2', '1', '110', { ...BOTH, average: '105.00' }));
    expect([held(), known()]).toEqual([['2', '105', '0', {}], ['7 c 2']]);
    cache = new TestCache();
    join(fill('1', '1', '100', BY_CLIENT_ID));
    cache.orders.orderStatusUpdate(fill('1', '1', '100'));
    join(fill('2', '1', '110', BOTH));
    expect([held(), known()]).toEqual([['2', '105', '0', {}], ['7 c 2']]);
  });

  it('is written, and the record of its other name removed, in one commit, stored before or not', () => {
    for (const isStored of [true, false]) {
      cache = new TestCache();
      join(fill('1', '1', '100', BY_CLIENT_ID), fill('1', '1', '100'));
      if (isStored) cache.commit();
      join(update({ ...BOTH, filled: '1' }));
      const taken = cache.tables.changes.take(1)?.entries ?? [];
      expect(taken.map(({ table }) => table)).toEqual(['order', 'order']);
      const [kept, gone] = [taken.find(({ removed }) => !removed), taken.find(({ removed }) => removed)];
      expect([kept?.key, gone?.key.includes('c')]).toEqual([expect.stringContaining('7'), true]);
      expect(cache.tables.changes.take(99)).toBeNull();
    }
  });

  it('takes nothing from a position that was adopted since', () => {
    join(fill('1', '1', '100', BY_CLIENT_ID), fill('1', '1', '100'));
    const place = { exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET' } as const;
    const one = 10n ** 18n;
    cache.positions.adopt(place, { quantity: one, entryPrice: 100n * one, asOf: T + 5 });
    join(update({ ...BOTH, filled: '1' }));
    expect(held()).toEqual(['1', '100', '0', {}]);
  });

  it('gives a holding back what it paid twice', () => {
    const market = { exchange: 'binance', symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT' } as const;
    cache.positions.registerInstruments([{ ...market, kind: 'spot' }]);
    const fee = { fee: '0.1', feeCurrency: 'BTC', tradeId: 'same' };
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, ...fee }), fill('1', '1', '100', fee));
    expect(held()).toEqual(['1.8', '100', '0', { BTC: '0.2' }]);
    join(update({ ...BOTH, filled: '1' }));
    expect(held()).toEqual(['0.9', '100', '0', { BTC: '0.1' }]);
  });

  it('keeps the trades of both, which stand for the executions that reports told of without an id', () => {
    const [first, second] = [trade('a', { clientOrderId: 'c' }), trade('b', { orderId: '7' })];
    join(update(BY_CLIENT_ID), update());
    cache.positions.applyTrade(first);
    cache.positions.applyTrade(second);
    const nameless = { tradeId: null };
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, ...nameless }), fill('1', '1', '100', nameless));
    join(fill('2', '1', '100', { ...BOTH, ...nameless }));
    expect(held()).toEqual(['2', '100', '0', {}]);
    const again = [first, second].map(
      (each) => cache.positions.applyTrade({ ...each, orderId: '7' }).outcome,
    );
    expect([again, held()]).toEqual([
      ['duplicate', 'duplicate'],
      ['2', '100', '0', {}],
    ]);
  });
});

describe('records that share a client id', () => {
  it.each<[string, Partial<OrderUpdate>]>([
    ['side', { side: 'SELL' }],
    ['leg', { positionSide: 'LONG' }],
    ['symbol', { symbol: 'ETHUSDT' }],
  ])('but not their %s are two orders', (_, other) => {
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, ...other }), fill('1', '1', '100', NET));
    join(fill('2', '1', '110', { ...BOTH, ...NET }));
    expect(known()).toEqual(['7 c 2', 'null c 1']);
  });

  it('and of which one does not say its leg are one', () => {
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, positionSide: 'LONG' }), fill('1', '1', '100'));
    join(fill('2', '1', '110', BOTH));
    expect(known()).toEqual(['7 c 2']);
    const legs = cache.positions.positions().map((each) => [each.positionSide, each.signedAmount]);
    expect(legs).toEqual([['LONG', '2']]);
  });

  it('are one where one of them left memory: its fill counts once', () => {
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, status: 'FILLED' }));
    cache.commit();
    cache.tables.orders.retire(cache.now, 9);
    cache.commit();
    expect(cache.tables.orders.tombstoneCount).toBe(1);
    join(fill('1', '1', '100'), fill('2', '1', '110', BOTH));
    expect([known(), cache.tables.orders.tombstoneCount]).toEqual([['7 c 2'], 0]);
    expect(held()).toEqual(['2', '105', '0', {}]);
  });

  it('stay as they are where the update that tells of both is refused', () => {
    join(fill('1', '1', '100', { ...BY_CLIENT_ID, contractSize: '0.1' }), fill('1', '1', '100'));
    const before = JSON.stringify(cache.state());
    const { tick } = cache.tables.changes;
    expect(join(fill('2', '1', '110', { ...BOTH, contractSize: '1' }))).toEqual(['rejected']);
    expect([JSON.stringify(cache.state()), cache.tables.changes.tick]).toEqual([before, tick]);
  });
});
