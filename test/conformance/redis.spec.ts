import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisStateStore } from '../../src/stores/redis/redis.state-store.js';
import { stateStoreConformance } from '../../src/testing/index.js';
import { RedisServer } from '../support/redis-server.js';

const LEASE_MS = 300;

let server: RedisServer;

beforeAll(async () => {
  server = await RedisServer.start();
});

afterAll(() => server.stop());

function openAgain(now: () => number): RedisStateStore {
  return new RedisStateStore(server.url, { leaseMs: LEASE_MS, now });
}

async function cleanUp(): Promise<void> {
  const redis = new Redis(server.url);
  await redis.flushall();
  await redis.quit();
}

describe('RedisStateStore', () => {
  it.each(stateStoreConformance({ open: openAgain, openAgain, cleanUp }))('$name', ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
