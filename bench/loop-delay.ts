import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Row } from './report.js';

/** In a millisecond. */
const NANOSECONDS = 1e6;

/** The delay of the event loop while some work was done (ms), at a resolution of a millisecond. */
export interface LoopDelay {
  readonly p99: number;
  readonly longest: number;
}

/** Does some work, and watches the event loop meanwhile. */
export async function delayOf(work: () => Promise<unknown>): Promise<LoopDelay> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  return { p99: delay.percentile(99) / NANOSECONDS, longest: delay.max / NANOSECONDS };
}

/** The rows of the event loop's delay in each round of some work. */
export function delayRows(what: string, delays: readonly LoopDelay[]): Row[] {
  return [
    {
      what: `event loop, ${what}: p99`,
      values: delays.map(({ p99 }) => p99),
      unit: 'ms',
      goal: { atMost: 10 },
    },
    {
      what: `event loop, ${what}: longest`,
      values: delays.map(({ longest }) => longest),
      unit: 'ms',
      goal: { atMost: 25 },
    },
  ];
}
