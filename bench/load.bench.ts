import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { open } from 'lmdb';
import type { Loading } from './load.child.js';
import { AT_A_TIME, livesUpTo, STEPS } from './order-lives.js';
import { apply, openScope, withFolder, withRedis } from './open-scope.js';
import type { Plan } from './plan.js';
import { readSealed } from './redis-read.js';
import type { Row } from './report.js';
import { ratios, repeated } from './rounds.js';
import { inTurns, timed } from './timed-sides.js';

const CHILD = fileURLToPath(new URL('load.child.js', import.meta.url));
const FILLED = STEPS.length - 1;
const MILLION = 1_000_000;

/** A store, and reading and parsing what it has into a Map, as whoever has nothing else to do with it. */
interface Place {
  readonly name: string;
  readonly url: string;
  /** @returns how many orders were read. */
  read(): Promise<number>;
}

/** Opening a scope of filled orders with three fills each, against reading and parsing the same bytes into a Map. */
export async function load(plan: Plan): Promise<Row[]> {
  return [
    ...(await withFolder((folder) => rowsOf(onDisk(folder), plan))),
    ...(await withRedis((server) => rowsOf(onRedis(server.url), plan))),
  ];
}

/** `load` of a million orders. */
export function loadMillion(plan: Plan): Promise<Row[]> {
  return load({ ...plan, loadedOrders: MILLION, storeRounds: 1 });
}

async function rowsOf(place: Place, { loadedOrders: orders, storeRounds, loads }: Plan): Promise<Row[]> {
  await fill(place.url, orders);
  const { ours, bare } = await repeated(
    storeRounds,
    inTurns({
      ours: () => timed(() => opened(place.url, orders)),
      bare: () =>
        timed(async () => {
          const read = await place.read();
          if (read < orders) throw new Error(`${read} records were read of ${orders} orders`);
        }),
    }),
  );
  const alone: Loading[] = [];
  for (let each = 0; each < loads; each++) alone.push(await loadedAlone(place.url, orders));
  const what = `loading ${orders} filled orders with three fills, ${place.name}`;
  return [
    {
      what: `${what} / reading and parsing the same bytes into a Map`,
      values: ratios(ours, bare),
      goal: { atMost: 1.3 },
    },
    {
      what: `${what}: longest turn`,
      values: alone.map(({ longest }) => longest),
      unit: 'ms',
      goal: { atMost: 100 },
    },
    {
      what: `${what}: most that was resident`,
      values: alone.map(({ resident }) => resident),
      unit: 'GB',
      goal: { atMost: 1.2 },
    },
    ...ownMemory(alone),
    {
      what: `${what}, in a process of its own`,
      values: alone.map(({ milliseconds }) => milliseconds),
      unit: 'ms',
    },
  ];
}

/** No row where the system does not tell it. */
function ownMemory(alone: readonly Loading[]): Row[] {
  const values = alone.flatMap(({ own }) => own ?? []);
  if (values.length === 0) return [];
  return [{ what: "of that, once all is loaded, without pages of the store's file", values, unit: 'GB' }];
}

async function fill(url: string, orders: number): Promise<void> {
  const { cache, close } = await openScope(url, 'interval');
  for (let first = 0; first < orders; first += AT_A_TIME) {
    const count = Math.min(AT_A_TIME, orders - first);
    apply(
      cache,
      livesUpTo(
        FILLED,
        Array.from({ length: count }, (_, offset) => first + offset),
      ),
    );
    await cache.flush();
  }
  await close();
}

async function opened(url: string, expected: number): Promise<void> {
  const { cache, close } = await openScope(url, 'interval');
  if (cache.ordersCount() !== expected) throw new Error(`${cache.ordersCount()} orders were loaded`);
  await close();
}

async function loadedAlone(url: string, expected: number): Promise<Loading> {
  const child = spawn(process.execPath, [CHILD, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const told = await text(child.stdout);
  const [status] = await exit;
  if (status !== 0) throw new Error(`the process that loads ended with ${String(status)}`);
  const loading = JSON.parse(told) as Loading;
  if (loading.orders !== expected) throw new Error(`${loading.orders} orders were loaded`);
  return loading;
}

function onDisk(folder: string): Place {
  return {
    name: '`file:`',
    url: `file:${folder}`,
    read: async () => {
      const root = open({ path: folder, noSubdir: false, readOnly: true });
      const table = root.openDB<string, Buffer>({
        name: 'records',
        encoding: 'string',
        keyEncoding: 'binary',
      });
      const records = new Map<string, unknown>();
      for (const { key, value } of table.getRange({}))
        records.set(key.toString('latin1'), JSON.parse(value.slice(value.indexOf('['))));
      await root.close();
      return records.size;
    },
  };
}

function onRedis(url: string): Place {
  return {
    name: 'Redis',
    url,
    read: async () => {
      const redis = new Redis(url);
      const records = await readSealed(redis);
      redis.disconnect();
      return records.size;
    },
  };
}
