import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { traded } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import { AmbiguousPositionError } from './positions.errors.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

function apply(...updates: readonly OrderUpdate[]): void {
  for (const each of updates) expect(cache.positions.applyUpdate(each).outcome).toBe('applied');
}

describe('unrealized profit', () => {
  it.each([
    ['BUY', '110', '1'],
    ['BUY', '90', '-1'],
    ['SELL', '110', '-1'],
    ['SELL', '90', '1'],
  ] as const)('of a %s against %s is %s', (side, price, profit) => {
    apply(traded('1', side, '10', '100', { contractSize: '0.01' }));
    cache.tables.marketData.setTyped('markPrice', 'BTCUSDT', { price, timestamp: null });
    expect(cache.positions.position('BTCUSDT')?.unrealizedPnl).toBe(profit);
  });

  it('of a flat position is zero, whether there is a price or not', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('2', 'SELL', '1', '100'));
    expect(cache.positions.position('BTCUSDT')?.unrealizedPnl).toBe('0');
    cache.tables.marketData.setTyped('markPrice', 'BTCUSDT', { price: '1', timestamp: null });
    expect(cache.positions.position('BTCUSDT')?.unrealizedPnl).toBe('0');
  });

  it('is null again when the price is too old', () => {
    apply(traded('1', 'BUY', '1', '100'));
    cache.tables.marketData.setTyped('markPrice', 'BTCUSDT', { price: '1', timestamp: null });
    cache.now += 3_600_000;
    expect(cache.positions.position('BTCUSDT')).toMatchObject({ unrealizedPnl: null, markPrice: null });
  });
});

describe('what is shown', () => {
  it('is rounded half-even to 18 digits, of an entry that is kept exactly', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('2', 'BUY', '2', '100.01'));
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('100.006666666666666667');
    apply(traded('3', 'SELL', '3', '100.02'));
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('0.04');
  });

  it('nets fees in the currency that is earned only, rebates too', () => {
    const fees = { cumFees: { USDT: '-0.5', BNB: '3', BTC: '1' } };
    apply(traded('1', 'BUY', '1', '100', fees), traded('2', 'SELL', '1', '110'));
    expect(cache.positions.position('BTCUSDT')).toMatchObject({
      realizedPnl: '10',
      netRealizedPnl: '10.5',
      fees: { BNB: '3', BTC: '1', USDT: '-0.5' },
    });
  });

  it('names every exchange that a symbol is ambiguous between', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('1', 'BUY', '1', '100', { exchange: 'okx' }));
    expect(() => cache.positions.position('BTCUSDT')).toThrow(AmbiguousPositionError);
    expect(() => cache.positions.position('BTCUSDT')).toThrow('binance NET, okx NET');
    expect(cache.positions.position('BTCUSDT', { exchange: 'bybit' })).toBeNull();
  });

  it.each([
    [{}, 3, 2],
    [{ exchange: 'okx' }, 1, 1],
    [{ symbol: 'BTCUSDT' }, 2, 2],
    [{ symbol: 'BTCUSDT', exchange: 'okx' }, 1, 1],
    [{ symbol: 'ETHUSDT' }, 1, 0],
    [{ positionSide: 'NET' }, 3, 2],
    [{ positionSide: 'LONG' as never }, 0, 0],
    [{ exchange: 'bybit' }, 0, 0],
  ] as const)('of %j is %i positions, %i of them open', (filter, all, open) => {
    apply(traded('1', 'BUY', '1', '100'), traded('1', 'SELL', '1', '100', { exchange: 'okx' }));
    const eth = { symbol: 'ETHUSDT' };
    apply(traded('2', 'BUY', '1', '100', eth), traded('3', 'SELL', '1', '100', eth));
    const { positions } = cache;
    expect([positions.positionsCount(filter), positions.positionsOpenCount(filter)]).toEqual([all, open]);
    expect([positions.positions(filter).length, positions.positionsOpen(filter).length]).toEqual([all, open]);
  });

  it('is the same asked for asynchronously', async () => {
    apply(traded('1', 'BUY', '1', '100'));
    expect(await cache.positions.getPosition('BTCUSDT')).toEqual(cache.positions.position('BTCUSDT'));
    expect(await cache.positions.getPosition('ETHUSDT')).toBeNull();
  });
});
