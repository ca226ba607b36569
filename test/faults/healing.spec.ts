import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { CacheManager } from '../../src/cache/cache.manager.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import type { Order } from '../../src/orders/order.js';
import { distortDelivery, Random, SimulatedExchange } from '../../src/testing/index.js';
import { RedisServer } from '../support/redis-server.js';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;
const SCOPES = { strategyId: 'heal', userId: 'me' };

let server: RedisServer;
let now: number;
const opened: CacheManager[] = [];

beforeEach(async () => {
  now = 1_800_000_000_000;
  server = await RedisServer.start();
});

afterEach(async () => {
  for (const manager of opened.splice(0)) await manager.closeAll();
  await server.stop();
});

async function open(): Promise<{ manager: CacheManager; cache: CacheService }> {
  const manager = new CacheManager(resolveOptions({ ...SCOPES, store: server.url, now: () => now }));
  opened.push(manager);
  await manager.startAll();
  return { manager, cache: manager.cache() };
}

/** Everything that the cache tells, history too. */
async function told(cache: CacheService): Promise<unknown> {
  const positions = [...cache.positions()].sort((left, right) => (left.symbol < right.symbol ? -1 : 1));
  const history = await Promise.all(positions.map(({ symbol }) => cache.orderHistory(symbol)));
  return { orders: byId(cache.orders()), positions, history: history.map(byId), data: cache.marketData('A') };
}

function byId(orders: readonly Order[]): readonly Order[] {
  return [...orders].sort((left, right) => (String(left.id) < String(right.id) ? -1 : 1));
}

async function redis<T>(command: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(server.url);
  const result = await command(client);
  await client.quit();
  return result;
}

it.each([1, 2, 3])(
  'a server that is started from an older snapshot is made what memory is (seed %i)',
  async (seed) => {
    const sent = new SimulatedExchange(seed)
      .run(60)
      .flatMap((each) => (each.kind === 'order' ? [each.order] : []));
    const faults = { duplicated: 20, lost: 20, late: 20, keepsFillOrder: false };
    const updates = distortDelivery(sent, new Random(seed), faults);
    const half = updates.length >> 1;
    const { manager, cache } = await open();
    for (const update of updates.slice(0, half)) cache.applyUpdate(update);
    cache.setMarketData('A', 1);
    await cache.flush();
    await redis((client) => client.save());

    // What the snapshot knows nothing of: later updates, orders that left memory, one whose tombstone is gone.
    for (const update of updates.slice(half)) {
      cache.applyUpdate(update);
      await cache.flush();
    }
    for (const hours of [1, 24]) {
      now += hours * HOUR_MS;
      await cache.tick();
      await cache.flush();
    }
    cache.setMarketData('A', 2);
    cache.applyUpdate({
      exchange: 'x',
      symbol: 'A',
      id: 'last',
      side: 'BUY',
      status: 'ACCEPTED',
      amount: '1',
      filled: '0',
    });
    await cache.flush();
    await server.kill();
    await server.start();

    cache.applyUpdate({
      exchange: 'x',
      symbol: 'A',
      id: 'new',
      side: 'BUY',
      status: 'ACCEPTED',
      amount: '1',
      filled: '0',
    });
    await cache.flush();
    // The batch after the last one says that all of it is there again.
    await cache.flush();
    expect(cache.status()).toMatchObject({ state: 'serving', store: 'up', dirty: 0 });
    const before = await told(cache);
    expect(await manager.closeAll()).toEqual([]);

    const again = await open();
    expect(await told(again.cache)).toEqual(before);
    expect(again.cache.checkIntegrity().faults).toEqual([]);
  },
);
