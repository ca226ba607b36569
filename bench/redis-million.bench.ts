import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { RedisServer } from '../test/support/redis-server.js';
import { livesUpTo, STEPS } from './order-lives.js';
import type { Plan } from './plan.js';
import type { Loading } from './redis-load.child.js';
import { apply, openScope, withRedis } from './open-scope.js';
import type { Row } from './report.js';

const CHILD = fileURLToPath(new URL('redis-load.child.js', import.meta.url));
const SLICE = 1_000;
const ACCEPTED = 1;
const FILLED = STEPS.length - 1;

/** Loads as many orders as the largest size has, in a process that does nothing else. */
export async function redisMillion({ sizes, loads }: Plan): Promise<Row[]> {
  const orders = Math.max(...sizes);
  const open = await loadingsOf(orders, ACCEPTED, loads);
  const filled = await loadingsOf(orders, FILLED, loads);
  return [
    ...rowsOf(`${orders} open orders`, open),
    ...rowsOf(`${orders} filled orders and their ledgers`, filled),
  ];
}

function rowsOf(what: string, loadings: readonly Loading[]): Row[] {
  return [
    { what: `loading ${what}`, values: loadings.map(({ milliseconds }) => milliseconds), unit: 'ms' },
    {
      what: `loading ${what}: longest turn of the event loop`,
      values: loadings.map(({ longest }) => longest),
      unit: 'ms',
      goal: { atMost: 250 },
    },
    {
      what: `loading ${what}: most that was resident`,
      values: loadings.map(({ resident }) => resident),
      unit: 'GB',
      goal: { atMost: 1.65 },
    },
  ];
}

function loadingsOf(orders: number, step: number, loads: number): Promise<Loading[]> {
  return withRedis(async (server) => {
    await fill(server, orders, step);
    const loadings: Loading[] = [];
    for (let load = 0; load < loads; load++) {
      const loading = await loadOnce(server);
      if (loading.orders !== orders) throw new Error(`${loading.orders} orders were loaded`);
      loadings.push(loading);
    }
    return loadings;
  });
}

async function fill(server: RedisServer, orders: number, step: number): Promise<void> {
  const { cache, close } = await openScope(server.url, 'interval');
  for (let first = 0; first < orders; first += SLICE) {
    const numbers = Array.from({ length: SLICE }, (_, offset) => first + offset);
    apply(cache, livesUpTo(step, numbers));
    await cache.flush();
  }
  await close();
}

async function loadOnce(server: RedisServer): Promise<Loading> {
  const child = spawn(process.execPath, [CHILD, server.url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const told = await text(child.stdout);
  const [status] = await exit;
  if (status !== 0) throw new Error(`the process that loads ended with ${String(status)}`);
  return JSON.parse(told) as Loading;
}
