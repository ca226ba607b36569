import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { T, update } from '../../test/support/updates.js';
import type { Mapped } from '../exchanges/mapped.js';
import { applyMapped } from './apply-mapped.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';
import { resolveOptions } from './resolve-options.js';

const TRADE = {
  exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', clientOrderId: null, tradeId: 't', side: 'BUY', positionSide: null,
  quantity: '1', price: '100', fee: null, feeCurrency: null, timestamp: T,
} as const; // prettier-ignore
const POSITION = {
  symbol: 'BTCUSDT', positionSide: 'NET', signedAmount: '2', entryPrice: '100', realizedPnl: null, timestamp: T,
} as const; // prettier-ignore
const BALANCE = {
  exchange: 'binance', account: 'usd-m', asset: 'USDT', free: null, locked: null, total: '5', timestamp: T,
} as const; // prettier-ignore
const FUNDING = {
  exchange: 'binance', symbol: 'BTCUSDT', positionSide: null, id: 'f', kind: 'FUNDING', amount: '1', currency: 'USDT', timestamp: T,
} as const; // prettier-ignore

let manager: CacheManager;
let cache: CacheService;

beforeEach(async () => {
  manager = new CacheManager(resolveOptions({ store: 'memory:' }));
  await manager.startAll();
  cache = manager.cache();
});

afterEach(async () => {
  await manager.closeAll();
});

describe('what a mapper made of a message', () => {
  it('is applied, each part as what it is', () => {
    const mapped: Mapped[] = [
      { kind: 'instruments', instruments: [{ exchange: 'binance', symbol: 'BTCUSDT', contractSize: '10' }] },
      { kind: 'orders', updates: [update(), update({ side: 'SELL' })] },
      { kind: 'trades', trades: [TRADE, TRADE] },
      { kind: 'balances', balances: [BALANCE, BALANCE] },
      { kind: 'adjustments', adjustments: [FUNDING, FUNDING] },
    ];
    expect(applyMapped(cache, mapped)).toMatchObject([
      { kind: 'instruments', registered: 1 },
      { kind: 'orders', results: [{ outcome: 'applied' }, { outcome: 'rejected', field: 'side' }] },
      { kind: 'trades', results: [{ outcome: 'applied' }, { outcome: 'duplicate' }] },
      { kind: 'balances', results: [{ outcome: 'applied' }, { outcome: 'duplicate' }] },
      { kind: 'adjustments', results: [{ outcome: 'applied' }, { outcome: 'duplicate' }] },
    ]);
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '1' });
    expect(cache.instrument('binance', 'BTCUSDT')?.contractSize).toBe('10');
    expect(cache.balance('binance', 'usd-m', 'USDT')?.total).toBe('5');
  });

  it('is compared, and nothing else, where it is a position', () => {
    applyMapped(cache, [{ kind: 'trades', trades: [TRADE] }]);
    const [compared] = applyMapped(cache, [
      { kind: 'positions', exchange: 'binance', positions: [POSITION] },
    ]);
    expect(compared).toMatchObject({ kind: 'positions', differences: [{ symbol: 'BTCUSDT' }] });
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('1');
  });

  it('is given back where there is nothing to apply', () => {
    const mapped: Mapped[] = [
      { kind: 'ignored', reason: 'a heartbeat' },
      { kind: 'unknown', message: 'x' },
      { kind: 'invalid', field: 'f', reason: 'is wrong' },
    ];
    expect(applyMapped(cache, mapped)).toEqual(mapped);
  });

  it('is invalid where the scope refuses it', () => {
    const instruments = [{ exchange: 'binance', symbol: 'BTCUSDT', contractSize: '0' }];
    expect(applyMapped(cache, [{ kind: 'instruments', instruments }])).toEqual([
      { kind: 'invalid', field: 'contractSize', reason: expect.any(String) },
    ]);
  });
});
