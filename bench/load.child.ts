// What `load.bench.ts` starts: opens the scope of the store at the given URL, and tells what that took.
import { existsSync, readFileSync } from 'node:fs';
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
  /** What of that is no file's, once all is loaded (GB); null where the system does not tell. */
  readonly own: number | null;
}

const KILOBYTES_A_GIGABYTE = 1_000_000;
/** What Linux tells of this process. */
const STATUS = '/proc/self/status';
const [url = ''] = process.argv.slice(2);

const probe = new TurnProbe();
const start = performance.now();
const { cache, close } = await openScope(url, 'interval');
const loading: Loading = {
  orders: cache.ordersCount(),
  milliseconds: performance.now() - start,
  longest: probe.stop(),
  resident: gigabytes(process.resourceUsage().maxRSS),
  own: ownMemory(),
};
console.log(JSON.stringify(loading));
await close();

/** Without the pages of files that are mapped, as the embedded store's is: the system takes those back where memory is short. */
function ownMemory(): number | null {
  if (!existsSync(STATUS)) return null;
  const [, kibibytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'latin1')) ?? [];
  return kibibytes === undefined ? null : gigabytes(Number(kibibytes));
}

function gigabytes(kibibytes: number): number {
  return (kibibytes * 1.024) / KILOBYTES_A_GIGABYTE;
}
