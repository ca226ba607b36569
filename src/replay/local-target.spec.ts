import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import { resolveOptions } from '../cache/resolve-options.js';
import type { OrderUpdate } from '../orders/order.js';
import { LocalTarget } from './local-target.js';
import { NOTHING_HELD } from './replay-target.js';

let manager: CacheManager;
let cache: CacheService;
let target: LocalTarget;

beforeEach(async () => {
  manager = new CacheManager(resolveOptions({ store: 'memory:' }));
  cache = await manager.open({ strategyId: 'replay', userId: 'case' });
  target = new LocalTarget(cache);
});

afterEach(async () => {
  await manager.closeAll();
});

function accepted(id: string): OrderUpdate {
  return { exchange: 'okx', symbol: 'AAA', id, status: 'ACCEPTED', side: 'BUY', amount: '1', filled: '0' };
}

it('commits as it goes, so that a run that is killed has most of what it did', async () => {
  for (let at = 1; at < 50; at++) await target.apply(accepted(String(at)));
  expect(cache.status().dirty).toBe(49);
  await target.apply(accepted('50'));
  expect(cache.status().dirty).toBe(0);
});

it('knows an order by its id or its client id, at its exchange and symbol only', async () => {
  await target.apply({ ...accepted('7'), clientOrderId: 'mine' });
  expect(await target.knows(accepted('7'))).toBe(true);
  expect(await target.knows({ ...accepted('7'), id: null, clientOrderId: 'mine' })).toBe(true);
  expect(await target.knows(accepted('8'))).toBe(false);
  expect(await target.knows({ ...accepted('7'), symbol: 'BBB' })).toBe(false);
  expect(await target.knows({ ...accepted('7'), exchange: 'bybit' })).toBe(false);
});

describe('a start', () => {
  const leg = { exchange: 'okx', symbol: 'AAA', positionSide: 'NET' };
  const start = { leg, signedAmount: '-3', entryPrice: '10', contractSize: '0.1', timestamp: 999 };
  const fill: OrderUpdate = {
    ...accepted('1'),
    status: 'FILLED',
    filled: '1',
    average: '8',
    contractSize: '0.1',
    timestamp: 1_000,
  };

  it('is held before the first fill, and the contract size is known', async () => {
    await target.adopt(start);
    expect(await target.position(leg)).toMatchObject({ signedAmount: '-3', entryPrice: '10' });
    expect(await target.apply(fill)).toMatchObject({ outcome: 'applied' });
    expect(await target.position(leg)).toMatchObject({ signedAmount: '-2', realizedPnl: '0.2' });
  });

  it('leaves other legs of its exchange alone', async () => {
    await target.apply({ ...fill, symbol: 'BBB' });
    await target.adopt(start);
    expect(await target.position({ ...leg, symbol: 'BBB' })).toMatchObject({ signedAmount: '1' });
  });
});

it('tells a position as of a time of the exchange', async () => {
  const leg = { exchange: 'okx', symbol: 'AAA', positionSide: 'NET' };
  const fill = { ...accepted('1'), status: 'FILLED', filled: '1', average: '8' } as const;
  await target.apply({ ...fill, timestamp: 1_000 });
  await target.apply({ ...fill, id: '2', timestamp: 2_000 });
  expect(await target.positionAt(leg, 999)).toMatchObject({ signedAmount: '0' });
  expect(await target.positionAt(leg, 1_000)).toMatchObject({ signedAmount: '1' });
  expect(await target.positionAt(leg, 2_000)).toMatchObject({ signedAmount: '2' });
  expect(await target.positionAt({ ...leg, symbol: 'BBB' }, 2_000)).toEqual(NOTHING_HELD);
});

it('its state is all orders, positions and fills of the scope', async () => {
  await target.apply(accepted('1'));
  await target.apply({ ...accepted('2'), status: 'FILLED', filled: '1', average: '8', timestamp: 1_000 });
  const { orders, positions, fills } = await target.state();
  expect(orders).toEqual(cache.orders());
  expect(orders).toHaveLength(2);
  expect(positions).toEqual(cache.positions());
  expect(positions).toHaveLength(1);
  expect(fills).toEqual(await cache.fills());
  expect(fills).toHaveLength(1);
});
