import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { processHolder } from '../../src/cache/process-holder.js';
import type { Operation } from '../../src/stores/batch.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { RedisStateStore } from '../../src/stores/redis/redis.state-store.js';
import type { ScopeStore } from '../../src/stores/state-store.js';
import { RedisServer } from '../support/redis-server.js';

/** More than a scan gives at once, so that it has to go on. */
const RECORDS = 10_000;
const BATCH = 500;

let server: RedisServer;
let store: RedisStateStore;
let scope: ScopeStore;

beforeEach(async () => {
  server = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
  store = new RedisStateStore(server.url);
  scope = await store.acquire({ strategyId: 'grid', userId: 'alice' }, processHolder(null));
  for (let written = 0; written < RECORDS; written += BATCH) {
    const operations = Array.from({ length: BATCH }, (_, at): Operation => {
      return { op: 'put', type: CacheKey.ORDER, key: String(written + at), value: 'text' };
    });
    await scope.commit({ epoch: scope.epoch, sequence: written / BATCH + 1, operations });
  }
});

afterEach(async () => {
  await store.close();
  await server.stop();
});

async function loaded(onSlice: (count: number) => Promise<void>): Promise<number> {
  const keys = new Set<string>();
  let count = 0;
  for await (const slice of scope.load()) {
    for (const { key } of slice) keys.add(key);
    await onSlice(++count);
  }
  return keys.size;
}

/** Over both of its connections. */
async function untilItAnswers(): Promise<void> {
  let isAnswering = false;
  while (!isAnswering) {
    // A command that needs a connection fails at once, in the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    const asked = Promise.all([scope.readHistory(''), scope.trimHistory(0, 1)]);
    isAnswering = await asked.then(() => true, () => false); // prettier-ignore
  }
}

it('a server that is started again while it is read fails the load, which would miss records, and is read whole then', async () => {
  const restarted = loaded(async (count) => {
    if (count !== 3) return;
    await server.kill();
    await server.start();
    await untilItAnswers();
  });
  await expect(restarted).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await untilItAnswers();
  expect(await loaded(() => Promise.resolve())).toBe(RECORDS);
});
