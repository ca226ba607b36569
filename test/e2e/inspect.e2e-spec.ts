import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CacheManager } from '../../src/cache/cache.manager.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { deflateCodec } from '../../src/cache/deflate-codec.js';
import { readCommandLine, readText, writeLines } from '../../src/inspect/command-line.js';
import { importDump } from '../../src/inspect/import-dump.js';
import { dumpScope, inspectStore } from '../../src/inspect/inspect.js';
import { loadCodecs } from '../../src/inspect/load-codecs.js';
import { summaryTable } from '../../src/inspect/summary-table.js';
import { RecordCodecs } from '../../src/stores/record-codec.js';
import type { RecordCodec } from '../../src/stores/record-codec.js';
import type { StateStore } from '../../src/stores/state-store.js';
import { StoreUnavailableError } from '../../src/stores/store.errors.js';
import { openStateStore, openViewedStore } from '../../src/stores/store-url.js';
import { sealRecord } from '../../src/stores/record-seal.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import { partOfDump } from '../support/dump-part.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisServer } from '../support/redis-server.js';
import { fill, update } from '../support/updates.js';

jest.setTimeout(60_000);

const HOUR = 3_600_000;
const SCOPE = { strategyId: 'grid', userId: 'a/b' };
const NAME = 'grid/a%2Fb';

let folder: string;
let now: number;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inspect-'));
  now = Date.now();
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(url: string, codec: RecordCodec | null = null): Promise<CacheManager> {
  const manager = new CacheManager(resolveOptions({ ...SCOPE, store: url, codec, now: () => now }));
  closers.unshift(() => manager.closeAll());
  await manager.startAll();
  return manager;
}

/** A scope with something of every kind: open orders, one in history, positions, trades, adjustments, market data. */
async function fillScope(cache: CacheService): Promise<void> {
  cache.applyUpdate(update({ id: 'old', status: 'CANCELED' }));
  await cache.flush();
  now += HOUR;
  await cache.tick();
  await cache.flush();
  cache.applyUpdate(fill('3', '3', '100'));
  cache.applyTrade({
    exchange: 'binance',
    symbol: 'ETHUSDT',
    orderId: '9',
    tradeId: 't',
    side: 'BUY',
    quantity: '1',
    price: '5',
  });
  cache.applyAdjustment({
    exchange: 'binance',
    symbol: 'BTCUSDT',
    id: 'f',
    kind: 'FUNDING',
    amount: '-1',
    currency: 'USDT',
  });
  cache.registerInstruments([{ exchange: 'okx', symbol: 'SWAP', contractSize: '0.01' }]);
  cache.setMarketData('BTCUSDT', { last: '1' });
  await cache.flush();
}

async function dumpOf(url: string, codecs?: RecordCodecs): Promise<string[]> {
  const store = await openViewedStore(url);
  try {
    const lines: string[] = [];
    for await (const line of dumpScope(store, SCOPE, codecs)) lines.push(line);
    return lines;
  } finally {
    await store.close();
  }
}

async function importInto(
  url: string,
  dump: string,
  options = { replace: false, skipDamaged: false },
  codecs?: RecordCodecs,
): Promise<number> {
  const store = await openStateStore(url, { leaseMs: 1_000, now: Date.now });
  try {
    return await importDump(store, SCOPE, dump, options, codecs);
  } finally {
    await store.close();
  }
}

/** Everything but the head, whose epoch and batch are the store's own, and the totals, in one order. */
function records(dump: readonly string[]): string[] {
  return dump.slice(1, -1).toSorted();
}

const STORES: readonly (readonly [string, () => Promise<string>])[] = [
  ['a folder', () => Promise.resolve(`file:${join(folder, 'from')}`)],
  [
    'Redis',
    async () => {
      const server = await RedisServer.start();
      closers.push(() => server.stop());
      return server.url;
    },
  ],
  [
    'a Cluster',
    async () => {
      const cluster = await RedisCluster.start();
      closers.push(() => cluster.stop());
      return cluster.url;
    },
  ],
];

describe.each(STORES)('a scope in %s', (_, start) => {
  it('is listed and dumped beside the app that has it, and put back as it was', async () => {
    const url = await start();
    const manager = await opened(url);
    await fillScope(manager.cache());
    const store = await openViewedStore(url);
    const [summary] = await inspectStore(store);
    await store.close();
    expect(summary).toMatchObject({ scope: NAME, sequence: manager.cache().status().sequence, damage: [] });
    expect(Object.fromEntries(summary?.counts ?? [])).toMatchObject({
      order: 2,
      tombstone: 1,
      adjustment: 1,
      instrument: 1,
      history: 1,
    });

    const dump = await dumpOf(url);
    expect(await importInto(target(), dump.join('\n'))).toBe(dump.length - 2);
    expect(records(await dumpOf(target()))).toEqual(records(dump));
    const copy = (await opened(target())).cache();
    const { positions, orders } = { positions: copy.positions(), orders: copy.orders() };
    expect(positions).toEqual(expect.arrayContaining(manager.cache().positions()));
    expect(orders).toEqual(manager.cache().orders());
    expect((await copy.getOrder('old'))?.status).toBe('CANCELED');
    expect(copy.checkIntegrity().faults).toEqual([]);
    expect(
      copy.applyTrade({
        exchange: 'binance',
        symbol: 'ETHUSDT',
        orderId: '9',
        tradeId: 't',
        side: 'BUY',
        quantity: '1',
        price: '5',
      }).outcome,
    ).toBe('duplicate');
  });
});

function target(): string {
  return `file:${join(folder, 'to')}`;
}

/** A whole record that no dump has. */
const STRANGER = JSON.stringify({
  type: CacheKey.PARAMETER,
  key: 'x',
  value: sealRecord(CacheKey.PARAMETER, 'x', '1'),
});

/** A dump of which one adjustment is another one. */
function withAnother(lines: readonly string[]): string[] {
  const type = CacheKey.ADJUSTMENT;
  const at = lines.findIndex((line) => line.startsWith(`{"type":"${type}"`));
  return lines.with(at, JSON.stringify({ type, key: 'x', value: sealRecord(type, 'x', '{}') }));
}

describe('an import', () => {
  let dump: string[];

  beforeEach(async () => {
    const url = `file:${join(folder, 'from')}`;
    const manager = await opened(url);
    await fillScope(manager.cache());
    dump = await dumpOf(url);
  });

  it('into a scope that has something is refused, unless it is to be replaced', async () => {
    await importInto(target(), dump.join('\n'));
    await expect(importInto(target(), dump.join('\n'))).rejects.toMatchObject({ code: 'SCOPE_NOT_EMPTY' });
    const part = partOfDump(dump, (line) => !line.includes('"type":"order"'));
    await importInto(target(), part.join('\n'), { replace: true, skipDamaged: false });
    expect(records(await dumpOf(target()))).toEqual(records(part));
  });

  it('leaves the history of a scope that has nothing else, unless it is to be replaced', async () => {
    const into = await opened(target());
    into.cache().applyUpdate(update({ id: 'former', status: 'CANCELED' }));
    await into.cache().flush();
    // Past expireTime, and then past lateUpdateWindow: nothing but its history entry is left.
    for (const hours of [1, 25]) {
      now += hours * HOUR + 1_000;
      await into.cache().tick();
      await into.cache().flush();
    }
    await into.closeAll();
    await importInto(target(), dump.join('\n'));
    expect((await dumpOf(target())).filter((line) => line.includes('"former"'))).toHaveLength(1);
    await importInto(target(), dump.join('\n'), { replace: true, skipDamaged: false });
    expect(records(await dumpOf(target()))).toEqual(records(dump));
  });

  it('that is broken off leaves a scope that does not serve, until it is imported again', async () => {
    const store = await openStateStore(target(), { leaseMs: 1_000, now: Date.now });
    const limited: StateStore = {
      close: () => store.close(),
      acquire: async (...parameters) => {
        const scope = await store.acquire(...parameters);
        const commit = scope.commit.bind(scope);
        let left = 2;
        scope.commit = (batch) =>
          left-- > 0 ? commit(batch) : Promise.reject(new StoreUnavailableError('the line broke'));
        return scope;
      },
    };
    const options = { replace: false, skipDamaged: false };
    await expect(importDump(limited, SCOPE, dump.join('\n'), options)).rejects.toThrow('the line broke');
    await limited.close();
    await expect(opened(target())).rejects.toThrow('an import that was not finished');
    for (const close of closers.splice(0, 1)) await close();
    await importInto(target(), dump.join('\n'), { replace: true, skipDamaged: false });
    expect((await opened(target())).cache().position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('of a scope that an app has is refused, naming it', async () => {
    await opened(target());
    await expect(importInto(target(), dump.join('\n'))).rejects.toMatchObject({ code: 'SCOPE_HELD' });
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    ['without its head', (lines) => lines.slice(1), 'Line 1'],
    ['with a line that is no JSON', (lines) => lines.with(2, '{'), 'Line 3'],
    ['with a record that lacks its key', (lines) => lines.with(2, '{"type":"order"}'), 'Line 3'],
    [
      'with a record that was changed',
      (lines) => lines.with(1, (lines[1] ?? '').replace('"value":"1:', '"value":"1:0')),
      'Line 2',
    ],
    ['cut off after its head', (lines) => lines.slice(0, 1), 'Line 1 of the dump is the last one'],
    ['cut off', (lines) => lines.slice(0, 5), 'Line 5 of the dump is the last one'],
    [
      'without its orders',
      (lines) => lines.filter((line) => !line.includes('"type":"order"')),
      'order has 0 lines of 2',
    ],
    ['with a line more', (lines) => lines.toSpliced(2, 0, STRANGER), 'parameter has 1 lines of 0'],
    ['with another line in place of one', (lines) => withAnother(lines), 'adjustment has another record'],
    ['with a line twice', (lines) => lines.toSpliced(3, 0, lines[1] as string), 'Line 4'],
    ['with a line after its totals', (lines) => [...lines, lines[1] as string], 'has no type'],
  ])('%s writes nothing and names the line', async (__, spoil, line) => {
    await expect(importInto(target(), spoil(dump).join('\n'))).rejects.toMatchObject({
      code: 'DUMP_FORMAT',
      message: expect.stringContaining(line),
    });
    const store = await openViewedStore(`file:${join(folder, 'from')}`);
    expect(await inspectStore(store)).toHaveLength(1);
    await store.close();
    expect(await importInto(target(), dump.join('\n'))).toBe(dump.length - 2);
  });
});

it('a folder says who has it, while somebody has, and which one is missing', async () => {
  const url = `file:${folder}`;
  const manager = await opened(url);
  manager.cache().applyUpdate(update());
  await manager.cache().flush();
  const shown = async (): Promise<string> => {
    const store = await openViewedStore(url);
    try {
      return summaryTable(await inspectStore(store));
    } finally {
      await store.close();
    }
  };
  expect(await shown()).toContain(`held by process ${process.pid}`);
  await manager.closeAll();
  expect(await shown()).toContain('no holder told');

  const empty = mkdtempSync(join(folder, 'empty-'));
  for (const missing of [join(folder, 'missing'), empty]) {
    const store = await openViewedStore(`file:${missing}`);
    await expect(store.scopes()).rejects.toThrow(missing);
    await store.close();
  }
  expect(readdirSync(empty)).toEqual([]);
});

it('a record that is damaged is named, and left out of an import where that is asked for', async () => {
  const server = await RedisServer.start();
  closers.push(() => server.stop());
  const manager = await opened(server.url);
  await fillScope(manager.cache());
  const key = 'trading-cache:{Z3JpZA.YS9i}:order';
  await server.ask(async (redis) => {
    const [field] = await redis.hkeys(key);
    await redis.hset(key, field as string, '1:00000000:{}');
  });
  const store = await openViewedStore(server.url);
  const summaries = await inspectStore(store);
  await store.close();
  expect(summaryTable(summaries)).toContain('its checksum does not match');
  expect(summaryTable(summaries)).toContain(`held by process ${process.pid}`);
  const dump = await dumpOf(server.url);
  await expect(importInto(target(), dump.join('\n'))).rejects.toThrow('is damaged');
  expect(await importInto(target(), dump.join('\n'), { replace: false, skipDamaged: true })).toBe(
    dump.length - 3,
  );
});

function reversed(text: string): string {
  return text.split('').reverse().join('');
}

describe('a scope that is written with a codec', () => {
  const backwards = { name: 'backwards', encode: reversed, decode: reversed };

  it.each([deflateCodec, backwards])('is read and put back with it: $name', async (codec) => {
    const url = `file:${join(folder, 'from')}`;
    await fillScope((await opened(url, codec)).cache());
    const codecs = new RecordCodecs(codec);
    const dump = await dumpOf(url, codecs);
    expect(dump.join('\n')).toContain('"symbol":"BTCUSDT"');
    expect(dump.join('\n')).not.toContain('"damage"');
    await importInto(target(), dump.join('\n'), { replace: false, skipDamaged: false }, codecs);
    expect(records(await dumpOf(target(), codecs))).toEqual(records(dump));
    expect((await opened(target(), codec)).cache().position('BTCUSDT')?.signedAmount).toBe('3');
  });

  it('that is not given says so, of which nothing is damaged', async () => {
    const url = `file:${join(folder, 'from')}`;
    await fillScope((await opened(url, backwards)).cache());
    const dump = (await dumpOf(url)).join('\n');
    expect(dump).toContain('"codec":"backwards"');
    expect(dump).not.toContain('"damage"');
    const store = await openViewedStore(url);
    expect(summaryTable(await inspectStore(store))).toContain(
      'the codec backwards: give it with --codec FILE',
    );
    await store.close();
    const skipping = { replace: false, skipDamaged: true };
    await expect(importInto(target(), dump, skipping)).rejects.toMatchObject({ code: 'CODEC_NEEDED' });
  });

  it('is given as a module', async () => {
    const file = join(folder, 'codec.mjs');
    writeFileSync(file, 'export default { name: "x", encode: (text) => text, decode: (text) => text };');
    expect((await loadCodecs([file])).find('x')?.encode('a')).toBe('a');
    writeFileSync(join(folder, 'wrong.mjs'), 'export default 7;');
    await expect(loadCodecs([join(folder, 'wrong.mjs')])).rejects.toThrow('no default export');
    await expect(loadCodecs([join(folder, 'none.mjs')])).rejects.toMatchObject({ code: 'INSPECT_USAGE' });
  });
});

async function* lines(): AsyncGenerator<string> {
  yield* ['a', 'b'];
}

describe('a command line', () => {
  it('that is not understood is told how it should be', () => {
    const config = { args: ['--nonsense'], options: { out: { type: 'string' } } } as const;
    expect(() => readCommandLine(config, 'Usage: this way')).toThrow(/--nonsense[^]*Usage: this way/);
  });

  it('reads and writes the files that it names, and says which it cannot', async () => {
    const file = join(folder, 'dump.jsonl');
    await writeLines(lines(), file);
    expect(await readText(file)).toBe('a\nb\n');
    const none = join(folder, 'none', 'dump.jsonl');
    await expect(readText(none)).rejects.toThrow(`${none} cannot be read`);
    await expect(writeLines(lines(), none)).rejects.toThrow(`${none} cannot be written`);
  });
});
