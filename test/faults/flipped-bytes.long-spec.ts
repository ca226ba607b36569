import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { DamagedScopeError } from '../../src/cache/cache.errors.js';
import { CacheManager } from '../../src/cache/cache.manager.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { DamagedRecordError } from '../../src/stores/store.errors.js';
import { Random } from '../../src/testing/index.js';
import { fillFurther, fillScope, toldBy } from '../support/every-record.js';
import { keptInFolder, keptInMemory } from '../support/kept-records.js';
import type { KeptRecord, KeptRecords } from '../support/kept-records.js';

jest.setTimeout(180_000);

const SCOPE = { strategyId: 'grid', userId: 'a' };

let now: number;
const ends: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  now = 1_800_000_000_000;
});

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function opened<T>(kept: KeptRecords, use: (cache: CacheService) => Promise<T>): Promise<T> {
  const manager = new CacheManager(resolveOptions({ ...SCOPE, store: kept.store(), now: () => now }));
  try {
    await manager.startAll();
    return await use(manager.cache());
  } finally {
    await manager.closeAll();
  }
}

async function filled(kept: KeptRecords): Promise<KeptRecord[]> {
  ends.push(() => kept.end());
  await opened(kept, async (cache) => {
    const passes = async (ms: number): Promise<void> => {
      await cache.flush();
      now += ms;
      await cache.tick();
      await cache.flush();
    };
    await fillScope({ cache, passes });
    await fillFurther({ cache, passes });
  });
  return (await kept.all(SCOPE)).filter(({ type }) => type !== CacheKey.MARKET_DATA);
}

/** A text of which one bit of one byte is another. */
function flipped(text: string, random: Random): string {
  const bytes = Buffer.from(text, 'utf8');
  const at = random.integer(0, bytes.length - 1);
  // Bytes stay below 128, as text that a store gives back is well-formed.
  bytes[at] = (bytes[at] as number) ^ (1 << random.integer(0, 6));
  return bytes.toString('utf8');
}

it.each([
  ['in memory', 1_000, () => keptInMemory(() => now)],
  ['in a folder', 100, () => keptInFolder(() => now)],
])('a bit of a stored value that flips is never served: it is named, %s', async (_, flips, keep) => {
  const kept = keep();
  const records = await filled(kept);
  const right = JSON.stringify(await opened(kept, toldBy));
  const random = new Random(3);
  const wrong: string[] = [];
  for (let flip = 0; flip < flips; flip++) {
    const record = records[random.integer(0, records.length - 1)] as KeptRecord;
    const text = flipped(record.text, random);
    await kept.put(SCOPE, record, text);
    const found: unknown = await opened(kept, toldBy).catch((error: unknown) => error);
    const isNamed = found instanceof DamagedScopeError || found instanceof DamagedRecordError;
    if (!isNamed && JSON.stringify(found) !== right) wrong.push(`${record.type}: ${text} (${String(found)})`);
    await kept.put(SCOPE, record, record.text);
  }
  expect(wrong).toEqual([]);
  expect(JSON.stringify(await opened(kept, toldBy))).toBe(right);
});
