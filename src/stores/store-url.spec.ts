import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CacheKey } from './cache-key.js';
import { openStateStore } from './store-url.js';

const SCOPE = { strategyId: 'a', userId: 'b' };
const HOLDER = { nonce: 'n', pid: 1, hostname: 'h', address: null };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-url-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a store that is opened by URL', () => {
  it.each([
    ['memory:', () => 'memory:'],
    ['file:', () => `file:${folder}`],
  ])("lets records expire by the cache's own clock: %s", async (_, url) => {
    let now = 1_000;
    const store = await openStateStore(url(), { leaseMs: 1_000, now: () => now });
    const scope = await store.acquire(SCOPE, HOLDER);
    await scope.commit({
      epoch: scope.epoch,
      sequence: 1,
      operations: [{ op: 'put', type: CacheKey.MARKET_DATA, key: 'k', value: 'v', expiresAt: 2_000 }],
    });
    const keys = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const slice of scope.load()) found.push(...slice.map(({ key }) => key));
      return found;
    };
    expect(await keys()).toEqual(['k']);
    now = 2_000;
    expect(await keys()).toEqual([]);
    await store.close();
  });

  it.each([
    ['memory:', () => 'memory:', 'nothing'],
    ['file:', () => `file:${folder}`, 'server'],
  ])('says what it keeps survives before it is written to: %s', async (_, url, survives) => {
    const store = await openStateStore(url(), { leaseMs: 1_000, now: Date.now });
    expect((await store.acquire(SCOPE, HOLDER)).survives).toBe(survives);
    await store.close();
  });

  it.each(['ftp://somewhere', 'file:', 'redis:', 'redis-sentinel://h1', ''])(
    'that names none is refused: %j',
    async (url) => {
      await expect(openStateStore(url, { leaseMs: 1_000, now: Date.now })).rejects.toMatchObject({
        code: 'INVALID_STORE_URL',
      });
    },
  );
});
