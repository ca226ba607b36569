// What `load.bench.ts` starts: opens the scope of the store at the given URL, and tells what that took.
import { TurnProbe } from './turn-probe.js';
import { openScope } from './open-scope.js';

/** What the process tells. */
export interface Loading {
  readonly orders: number;
  readonly milliseconds: number;
  /** The longest turn of the event loop (ms). */
  readonly longest: number;
  /** The most that was resident at a time (GB). */
  readonly resident: number;
}

const KILOBYTES_A_GIGABYTE = 1_000_000;
const [url = ''] = process.argv.slice(2);

const probe = new TurnProbe();
const start = performance.now();
const { cache, close } = await openScope(url, 'interval');
const loading: Loading = {
  orders: cache.ordersCount(),
  milliseconds: performance.now() - start,
  longest: probe.stop(),
  resident: (process.resourceUsage().maxRSS * 1.024) / KILOBYTES_A_GIGABYTE,
};
console.log(JSON.stringify(loading));
await close();
