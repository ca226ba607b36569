import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CacheManager } from '../../src/cache/cache.manager.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { comparePositionsAtFills } from '../../src/replay/fill-pushes.js';
import { firstOrders, legOfOrder } from '../../src/replay/leg.js';
import { LocalTarget } from '../../src/replay/local-target.js';
import { readStream } from '../../src/replay/read-stream.js';
import type { OrderLine } from '../../src/replay/stream.js';
import { Verdict } from '../../src/replay/verdict.js';
import { sampleStreams } from '../../src/testing/simulator/sample-streams.js';
import { until } from '../support/until.js';

/** Streams that others recorded at exchanges; they are no part of this repository. */
const RECORDINGS = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const EXPIRE_TIME_S = 60;

const folder = mkdtempSync(join(tmpdir(), 'pushes-'));

/** Streams of exchanges that push a position with each fill: samples where none is missing, and recordings of Binance. */
const streams = [
  ...sampleStreams()
    .filter(({ file }) => file !== 'late-and-twice.jsonl')
    .map(({ file, text }) => {
      writeFileSync(join(folder, file), text);
      return join(folder, file);
    }),
  ...(existsSync(RECORDINGS) ? readdirSync(RECORDINGS) : [])
    .filter((file) => /^(mut-)?binance-.*\.jsonl$/.test(file))
    .map((file) => join(RECORDINGS, file)),
].map((file) => [basename(file), file] as const);

let clock: number;
let manager: CacheManager;
let cache: CacheService;

beforeEach(async () => {
  clock = 1_800_000_000_000;
  const options = resolveOptions({ store: 'memory:', expireTime: EXPIRE_TIME_S, now: () => clock });
  manager = new CacheManager(options);
  cache = await manager.open({ strategyId: 'pushes', userId: 'case' });
});

afterEach(() => manager.closeAll());

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(streams)('%s: the position as of each fill is what the exchange pushed with it', (_, file) => {
  it.each([
    ['from memory', () => Promise.resolve()],
    ['from the fill history, once all fills are settled', settleAll],
  ])('%s', async (__, before) => {
    const lines = await readStream(file);
    const target = new LocalTarget(cache);
    const orders = lines.filter((line): line is OrderLine => line.kind === 'order');
    for (const { update } of orders) await target.apply(update);
    await before();
    const verdict = new Verdict();
    for (const first of firstOrders(lines))
      await comparePositionsAtFills(lines, legOfOrder(first), null, target, verdict);
    expect(verdict.differences).toEqual([]);
    expect(verdict.notes).toEqual([]);
    expect(verdict.checks).toBeGreaterThan(3);
  });
});

/** Lets the cache's clock pass until the fill history has every fill, and memory none. */
async function settleAll(): Promise<void> {
  clock += (EXPIRE_TIME_S + 1) * 1_000;
  await until(async () => {
    await cache.tick();
    return (await cache.fills()).every(({ settled }) => settled);
  });
}
