import { setTimeout as sleep } from 'node:timers/promises';
import type { CacheManager } from '../src/cache/cache.manager.js';
import { AT_A_TIME, livesUpTo, STEPS } from './order-lives.js';

/** Updates to be applied at a steady rate: the lives of a thousand orders. */
export interface Drive {
  /** The number of the first order. */
  readonly first: number;
  readonly perSecond: number;
}

/** What came of it. */
export interface Driven {
  /** When each update was given to the cache (ms, on the clock that all processes of the machine share). */
  readonly at: readonly number[];
  /** How long after its time each was given: what else the event loop did until then (ms). */
  readonly late: readonly number[];
  /** How much CPU time the process took for all (ms). */
  readonly cpuMs: number;
}

/** How many updates there are in a drive. */
export const DRIVEN = AT_A_TIME * STEPS.length;
/** After a long stop no order has two updates in one turn, which would be one event. */
const AT_ONCE = 100;

/** Applies each update when its time has come, in a turn of its own unless it is late. */
export async function drive(manager: CacheManager, { first, perSecond }: Drive): Promise<Driven> {
  const cache = manager.cache();
  const orders = Array.from({ length: AT_A_TIME }, (_, offset) => first + offset);
  const updates = livesUpTo(STEPS.length - 1, orders);
  const [at, late]: [number[], number[]] = [[], []];
  const before = cpuTime();
  const start = machineTime();
  while (at.length < updates.length) {
    await sleep(1);
    for (const update of updates.slice(at.length, at.length + AT_ONCE)) {
      const now = machineTime();
      const due = start + (at.length * 1_000) / perSecond;
      if (due > now) break;
      at.push(now);
      late.push(now - due);
      const { outcome } = cache.applyUpdate(update);
      if (outcome !== 'applied') throw new Error(`an update of the workload was ${outcome}`);
    }
  }
  await cache.flush();
  return { at, late, cpuMs: cpuTime() - before };
}

/** A clock that all processes of a machine share (ms). */
export function machineTime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The CPU time of this process so far (ms). */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
