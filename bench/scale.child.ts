// A writer of `scale.ts`: a process with scopes of its own, which applies the lives of orders to all of them.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CacheManager } from '../src/cache/cache.manager.js';
import type { CacheService } from '../src/cache/cache.service.js';
import { resolveOptions } from '../src/cache/resolve-options.js';
import type { Durability } from '../src/cache/writer.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { nextTurn } from '../src/state/next-turn.js';
import { answerQuestions } from './child.js';
import { apply } from './open-scope.js';
import { livesUpTo, STEPS } from './order-lives.js';
import { cpuTime } from './update-driver.js';

/**
 * How updates come: so many a second for all scopes of the writer, in turn; or so many at a time for each scope, which waits until they are
 * committed, so that they are one commit.
 */
export type Pace = { readonly perSecond: number } | { readonly aCommit: number };

/** What a writer is to do. */
export interface Writing {
  readonly store: string;
  readonly durability: Durability;
  /** One scope each. */
  readonly strategies: readonly string[];
  /** How many orders each scope gets. */
  readonly orders: number;
  /** Null: as fast as they are taken. */
  readonly pace: Pace | null;
}

/** What came of it. */
export interface Written {
  readonly updates: number;
  readonly commits: number;
  /** CPU time of the process, and of its main thread alone (ms). */
  readonly cpu: number;
  readonly mainCpu: number;
}

interface Scope {
  readonly cache: CacheService;
  readonly updates: readonly OrderUpdate[];
}

/** Updates that come in one turn of the event loop. */
const A_TURN = 100;
/** Orders of all scopes together, before anything counts: what is called often is compiled then. */
const WARM_UP = 4_000;
const WARM_UP_FROM = 1_000_000;
const LONG_S = 600;
const NS_A_MS = 1e6;

const { store, durability, strategies, orders, pace } = JSON.parse(process.argv[2] ?? '') as Writing;
const scopes = strategies.map((strategyId) => ({ name: strategyId, strategyId, userId: 'bench' }));
const [own, ...others] = scopes as [(typeof scopes)[0], ...typeof scopes];
const options = { strategyId: own.strategyId, userId: own.userId, scopes: others };
const manager = new CacheManager(resolveOptions({ ...options, store, durability, closeTimeout: LONG_S }));
await manager.startAll();
const caches = manager.list();
const numbers = Array.from({ length: orders }, (_, at) => at);
const works = caches.map((cache): Scope => ({ cache, updates: livesUpTo(STEPS.length - 1, numbers) }));
await asFastAsTaken(caches.map((cache) => ({ cache, updates: warmUp(Math.ceil(WARM_UP / caches.length)) })));

answerQuestions('ready', async (question: 'write' | 'close') => {
  if (question === 'close') return closed();
  const before = { cpu: cpuTime(), mainCpu: mainCpuTime(), commits: commits() };
  await write(works);
  const written: Written = {
    updates: works.reduce((sum, { updates }) => sum + updates.length, 0),
    commits: commits() - before.commits,
    cpu: cpuTime() - before.cpu,
    mainCpu: mainCpuTime() - before.mainCpu,
  };
  return written;
});

async function closed(): Promise<string> {
  const [failure] = await manager.closeAll();
  if (failure !== undefined) throw failure;
  return 'closed';
}

/** Applies all updates, until the store has all of them. */
async function write(all: readonly Scope[]): Promise<void> {
  if (pace === null) await asFastAsTaken(all);
  else if ('perSecond' in pace) await whenDue(all, pace.perSecond);
  else await Promise.all(all.map((scope) => eachAwaited(scope, pace.aCommit)));
}

async function asFastAsTaken(all: readonly Scope[]): Promise<void> {
  const length = Math.max(...all.map(({ updates }) => updates.length));
  for (let from = 0; from < length; from += A_TURN) {
    for (const { cache, updates } of all) {
      apply(cache, updates.slice(from, from + A_TURN));
      await nextTurn();
    }
  }
  await Promise.all(all.map(({ cache }) => cache.flush()));
}

async function whenDue(all: readonly Scope[], perSecond: number): Promise<void> {
  const length = all.reduce((sum, { updates }) => sum + updates.length, 0);
  const start = performance.now();
  for (let next = 0; next < length;) {
    await sleep(1);
    const due = Math.min(length, ((performance.now() - start) * perSecond) / 1_000);
    for (; next < due; next++) {
      const { cache, updates } = all[next % all.length] as Scope;
      apply(cache, [updates[Math.floor(next / all.length)] as OrderUpdate]);
    }
  }
  await Promise.all(all.map(({ cache }) => cache.flush()));
}

async function eachAwaited({ cache, updates }: Scope, count: number): Promise<void> {
  for (let from = 0; from < updates.length; from += count) {
    apply(cache, updates.slice(from, from + count));
    await cache.flush();
  }
}

function warmUp(count: number): OrderUpdate[] {
  return livesUpTo(
    STEPS.length - 1,
    Array.from({ length: count }, (_, at) => WARM_UP_FROM + at),
  );
}

function commits(): number {
  return caches.reduce((sum, cache) => sum + cache.status().sequence, 0);
}

/** The event loop's own: the thread that has the number of the process. */
function mainCpuTime(): number {
  const [ran = ''] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(ran) / NS_A_MS;
}
