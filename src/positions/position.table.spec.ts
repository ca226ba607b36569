import { beforeEach, describe, expect, it } from '@jest/globals';
import { SettlingCache } from '../../test/support/settling-cache.js';
import { T, traded, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import type { PositionTable } from './position.table.js';

const BTC = { exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET' } as const;
const ONE = 10n ** 18n;

let cache: SettlingCache;
let table: PositionTable;

beforeEach(() => {
  cache = new SettlingCache();
  table = cache.tables.positions;
});

function apply(...updates: readonly OrderUpdate[]): void {
  for (const each of updates) expect(cache.positions.applyUpdate(each).outcome).toBe('applied');
}

function taken(): string[] {
  return (cache.tables.changes.take(99)?.entries ?? []).map(({ table: name }) => name).toSorted();
}

describe('the legs of a scope', () => {
  it('are found by exchange, symbol and leg, in the order in which they came', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('1', 'BUY', '2', '100', { exchange: 'okx' }));
    const [own, other] = [table.find(BTC), table.find({ ...BTC, exchange: 'okx' })];
    expect(table.ofSymbol('BTCUSDT')).toEqual([own, other]);
    expect([...table.all()]).toEqual([own, other]);
    expect(table.find({ ...BTC, exchange: 'bybit' })).toBeNull();
    expect(table.ofSymbol('__proto__')).toEqual([]);
    expect([table.size, table.openCount]).toEqual([2, 2]);
  });

  it('stay when they are flat, not open', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('2', 'SELL', '1', '100'));
    expect([table.size, table.openCount]).toEqual([1, 0]);
  });

  it('do not exist while nothing moved them, or once what moved them is on another leg', () => {
    apply(update());
    expect([table.size, [...table.all()], table.ofSymbol('BTCUSDT')]).toEqual([0, [], []]);
    cache.positions.applyTrade({
      exchange: 'binance', symbol: 'BTCUSDT', orderId: '8', tradeId: 'a', side: 'BUY', quantity: '1', price: '100',
    }); // prettier-ignore
    expect(table.size).toBe(1);
    apply(update({ id: '8', positionSide: 'LONG' }));
    expect([...table.all()].map(({ positionSide }) => positionSide)).toEqual(['LONG']);
  });

  it('are none after clear', () => {
    apply(traded('1', 'BUY', '1', '100'));
    table.clear();
    expect([table.size, table.find(BTC), [...table.all()], table.faults()]).toEqual([0, null, [], []]);
  });
});

describe('settling a leg', () => {
  beforeEach(() => {
    apply(traded('1', 'BUY', '2', '100'), traded('2', 'SELL', '1', '110', { timestamp: T + 1 }));
    cache.commit();
  });

  it('moves its base, appends its fills and notes them with their orders, in one commit', () => {
    expect(cache.beginSettling()).toBe(2);
    expect(taken()).toEqual(['base', 'fill', 'fill', 'order', 'order']);
    expect(cache.tables.changes.size).toBe(0);
  });

  it('waits with the next entries until the store has these', () => {
    expect(cache.beginSettling(1)).toBe(1);
    expect(cache.beginSettling(1)).toBe(0);
    cache.commit();
    expect(cache.beginSettling(1)).toBe(1);
    cache.commit();
    expect(cache.history.numbers(cache.account().key)).toEqual([1, 2]);
  });

  it('changes no position, and nothing that was settled counts again', () => {
    const before = cache.positions.position('BTCUSDT');
    cache.settle();
    expect(cache.positions.position('BTCUSDT')).toEqual(before);
    cache.positions.applyUpdate(traded('1', 'BUY', '2', '100'));
    expect(cache.positions.position('BTCUSDT')).toEqual(before);
    expect([cache.account().ledger.size, cache.faults()]).toEqual([0, []]);
  });

  it('is not of an order that is on its way out: its record is about to move', () => {
    cache.tables.orders.retire(cache.now, 9);
    expect(cache.beginSettling()).toBe(0);
    cache.commit();
    expect(cache.settle()).toBe(2);
  });

  it('lets an order be forgotten once nothing of it is in a ledger, and no earlier', () => {
    const order = cache.tables.orders.find('binance', 'BTCUSDT', '1', null);
    if (order === null) throw new Error('the order is unknown');
    expect(table.isSettled(order)).toBe(false);
    cache.beginSettling();
    expect(table.isSettled(order)).toBe(false);
    cache.commit();
    expect(table.isSettled(order)).toBe(true);
    // A trade of it that comes late.
    cache.positions.applyTrade({
      exchange: 'binance', symbol: 'BTCUSDT', orderId: '1', tradeId: 'x', side: 'BUY', quantity: '1', price: '90', timestamp: T,
    }); // prettier-ignore
    expect(table.isSettled(order)).toBe(false);
    cache.settle();
    expect(table.isSettled(order)).toBe(true);
    expect(cache.faults()).toEqual([]);
  });

  it('takes the record of a snapshot, and leaves of an adjustment its id', () => {
    cache.positions.applyAdjustment({
      ...BTC, id: 'f', kind: 'FUNDING', amount: '1', currency: 'USDT', timestamp: T + 2,
    }); // prettier-ignore
    cache.positions.adopt(BTC, { quantity: ONE, entryPrice: null, asOf: T + 3 });
    cache.commit();
    cache.beginSettling();
    expect(taken()).toEqual(['adjustment', 'adoption', 'base', 'fill', 'fill', 'fill', 'fill', 'order', 'order']);
    expect([...table.adjustments.values()]).toMatchObject([{ isSettled: true }]);
  }); // prettier-ignore
});

describe('for a store that went back', () => {
  it('everything is written again; an opening entry carries over what the store lost of the fill history', async () => {
    apply(traded('1', 'BUY', '2', '100'));
    cache.settle();
    const stored = cache.account().base?.record;
    if (stored === undefined) throw new Error('nothing was settled');
    apply(
      traded('2', 'SELL', '1', '110', { timestamp: T + 1 }),
      traded('3', 'SELL', '1', '120', { timestamp: T + 2 }),
    );
    cache.settle();
    // The store has only the first entry, and its base.
    const leg = cache.account().key;
    for (const number of [2, 3]) cache.history.remove(leg, number);
    cache.tables.markAll(new Map([[leg, stored]]));
    cache.commit();
    expect(cache.history.numbers(leg)).toEqual([1, 2]);
    const [, opening] = await cache.history.entries(leg, 1, 2);
    expect(opening?.entry).toMatchObject({ kind: 'opening', quantity: 0n });
    expect(await cache.verify()).toBeNull();
    expect(cache.positions.position('BTCUSDT')).toMatchObject({ signedAmount: '0', realizedPnl: '30' });
    expect(cache.faults()).toEqual([]);
  });

  it('a history that it has whole is left as it is', async () => {
    apply(traded('1', 'BUY', '2', '100'));
    cache.settle();
    const { key, base } = cache.account();
    if (base === null) throw new Error('nothing was settled');
    cache.tables.markAll(new Map([[key, base.record]]));
    cache.commit();
    expect([cache.history.numbers(key), await cache.verify()]).toEqual([[1], null]);
  });
});

describe('the faults of positions', () => {
  beforeEach(() => apply(traded('1', 'BUY', '3', '100')));

  it('are none while they are what their ledgers add up to, settled or not', () => {
    expect(cache.faults()).toEqual([]);
    cache.settle();
    apply(traded('2', 'SELL', '1', '100', { timestamp: T + 1 }));
    expect(cache.faults()).toEqual([]);
  });

  it('name a base that is not what was settled', () => {
    cache.settle();
    const { base } = cache.account();
    if (base === null) throw new Error('nothing was settled');
    base.record = { ...base.record, state: { ...base.record.state, quantity: 4n * ONE } };
    expect(table.faults()).toEqual(['position binance BTCUSDT NET does not begin with what was settled']);
  });
});
