import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { T, traded } from '../../test/support/updates.js';
import type { OrderFill } from '../ledger/order-fill.js';
import type { LegAccount } from '../positions/leg-account.js';
import { FillChanges } from './fill-changes.js';
import { ChangeFeed } from './change-feed.js';
import type { FillEvent } from './fill-event.js';

let cache: TestCache;
let feed: ChangeFeed;
let fills: FillEvent[];

beforeEach(() => {
  cache = new TestCache();
  feed = new ChangeFeed(cache.tables, cache.positions, () => cache.now);
  feed.attach();
  fills = [];
});

function endTurn(): void {
  cache.tables.changes.turn.end();
}

function note(): () => void {
  return feed.listen((turn) => fills.push(...turn.fills.map(({ event }) => event)));
}

describe('a change feed', () => {
  it('tells all others where a listener throws, and each turn once', () => {
    feed.listen(() => {
      throw new Error('a listener failed');
    });
    note();
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100'));
    endTurn();
    cache.positions.applyUpdate(traded('2', 'BUY', '1', '100'));
    endTurn();
    expect(fills.map(({ tradeId }) => tradeId)).toEqual(['1', '2']);
  });

  it('tells what a listener changes, to those before it and after it, and before anything is taken', () => {
    note();
    feed.listen((turn) => {
      if (turn.fills.some(({ event }) => event.tradeId === '1'))
        cache.positions.applyUpdate(traded('2', 'BUY', '1', '100'));
    });
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100'));
    cache.tables.changes.take(100);
    expect(fills.map(({ tradeId }) => tradeId)).toEqual(['1', '2']);
  });

  it('tells a listener nothing any more that was ended by another in the same turn', () => {
    const ends: (() => void)[] = [];
    feed.listen(() => ends.forEach((end) => end()));
    ends.push(note());
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100'));
    endTurn();
    expect(fills).toEqual([]);
  });

  it('tells a reversal where a fill that was forgotten is told again and taken back in one turn', () => {
    const changes = new FillChanges();
    const account = { positionSide: 'BOTH' } as unknown as LegAccount;
    const once = { tradeId: 'x', quantity: '1', at: T } as unknown as OrderFill;
    changes.entered(account, once, true);
    expect([...changes.changed()]).toEqual([]);
    changes.taken(account, once);
    expect([...changes.changed()]).toMatchObject([{ before: once, after: null }]);
  });

  it('tells each of two thousand fills of one moment with the position after it, of one order or of many', () => {
    note();
    const order = {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      orderId: '1',
      side: 'BUY',
      price: '100',
    } as const;
    for (let at = 1; at <= 2_000; at++)
      cache.positions.applyTrade({ ...order, tradeId: `a${at}`, quantity: '1', timestamp: T });
    endTurn();
    for (let at = 1; at <= 2_000; at++) cache.positions.applyUpdate(traded(`b${at}`, 'BUY', '1', '100'));
    endTurn();
    for (const its of [fills.slice(0, 2_000), fills.slice(2_000)])
      expect(new Set(its.map(({ after }) => after.signedAmount)).size).toBe(2_000);
  });
});
