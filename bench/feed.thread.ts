// What `acknowledged.bench.ts` starts as a thread: says each millisecond how much has come, as a socket would, and sleeps between.
import { parentPort, workerData } from 'node:worker_threads';
import { machineTime } from './update-driver.js';

/** What is to come. */
export interface Feed {
  readonly perSecond: number;
  readonly count: number;
}

/** What has come by a time (see `machineTime`). */
export interface Come {
  readonly upTo: number;
  readonly at: number;
}

const { perSecond, count } = workerData as Feed;
const sleeper = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
const start = machineTime();

for (let upTo = 0, millisecond = 1; upTo < count; millisecond++) {
  const left = start + millisecond - machineTime();
  if (left > 0) Atomics.wait(sleeper, 0, 0, left);
  const at = machineTime();
  // One that slept too long goes on with what is due by now.
  millisecond = Math.max(millisecond, Math.floor(at - start));
  upTo = Math.min(count, Math.floor((millisecond * perSecond) / 1_000));
  parentPort?.postMessage({ upTo, at } satisfies Come, []);
}
