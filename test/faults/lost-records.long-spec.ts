import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { DamagedScopeError } from '../../src/cache/cache.errors.js';
import { CacheManager } from '../../src/cache/cache.manager.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { isSummed } from '../../src/stores/record-sum.js';
import { Random } from '../../src/testing/index.js';
import { fillFurther, fillScope, stuckHandlers, toldBy } from '../support/every-record.js';
import { keptInFolder, keptInMemory, keptInRedis } from '../support/kept-records.js';
import type { KeptRecord, KeptRecords } from '../support/kept-records.js';

jest.setTimeout(120_000);

const SCOPE = { strategyId: 'grid', userId: 'a' };
const PICKS = 100;

let now: number;
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** What the next process does with a scope. */
async function opened<T>(kept: KeptRecords, use: (cache: CacheService) => Promise<T>): Promise<T> {
  const options = { ...SCOPE, store: kept.store(), now: () => now, fillRetention: 1_800 };
  const manager = new CacheManager(resolveOptions(options), stuckHandlers());
  try {
    await manager.startAll();
    return await use(manager.cache());
  } finally {
    await manager.closeAll();
  }
}

/** Changes a scope, and writes it. */
async function changed(kept: KeptRecords, change: typeof fillScope): Promise<KeptRecord[]> {
  await opened(kept, async (cache) => {
    const passes = async (ms: number): Promise<void> => {
      await cache.flush();
      now += ms;
      await cache.tick();
      await cache.flush();
    };
    await change({ cache, passes });
  });
  return kept.all(SCOPE);
}

const STORES: readonly (readonly [string, () => KeptRecords | Promise<KeptRecords>])[] = [
  ['in memory', () => keptInMemory(() => now)],
  ['in a folder', () => keptInFolder(() => now)],
  ['in Redis', keptInRedis],
];

describe.each(STORES)('any one record %s', (_, keep) => {
  it(`that is deleted, or put back to an older version, is named at the next start: ${PICKS} of ${PICKS}`, async () => {
    now = 1_800_000_000_000;
    const kept = await keep();
    ends.push(() => kept.end());
    const older = new Map((await changed(kept, fillScope)).map((record) => [record.place, record]));
    const records = (await changed(kept, fillFurther)).filter(({ type }) => isSummed(type));
    expect(new Set(records.map(({ type }) => type))).toEqual(ALL_TYPES);
    const right = await opened(kept, toldBy);

    const random = new Random(1);
    const current = new Set(records.map(({ place }) => place));
    // What was removed meanwhile may come back too.
    const removed = [...older.values()].filter(({ type, place }) => isSummed(type) && !current.has(place));
    const all = [...records, ...removed];
    const types = [...ALL_TYPES];
    const silent: string[] = [];
    let restored = 0;
    for (let pick = 0; pick < PICKS; pick++) {
      const ofType = all.filter(({ type }) => type === types[pick % types.length]);
      const record = ofType[random.integer(0, ofType.length - 1)] as KeptRecord;
      const before = older.get(record.place)?.text ?? null;
      const isThere = current.has(record.place);
      const text = isThere && (before === record.text || random.chance(50)) ? null : before;
      if (text !== null) restored++;
      await kept.put(SCOPE, record, text);
      const failure: unknown = await opened(kept, toldBy).catch((error: unknown) => error);
      if (!(failure instanceof DamagedScopeError) || !failure.message.includes(` of type ${record.type} `))
        silent.push(
          `${record.type} ${record.place} ${text === null ? 'deleted' : 'older'}: ${String(failure)}`,
        );
      await kept.put(SCOPE, record, isThere ? record.text : null);
    }
    expect(silent).toEqual([]);
    expect(restored).toBeGreaterThan(PICKS / 5);
    expect(await opened(kept, toldBy)).toEqual(right);
  });
});

const ALL_TYPES: ReadonlySet<CacheKey> = new Set(
  Object.values(CacheKey).filter((type) => type !== CacheKey.MARKET_DATA && type !== CacheKey.QUARANTINE),
);
