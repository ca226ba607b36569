import { operationsFor } from '../src/cache/record-operations.js';
import type { OrderUpdate } from '../src/orders/order.js';
import type { Entry } from '../src/state/entry.js';
import { MemoryStateStore } from '../src/stores/memory/memory.state-store.js';
import { BenchCache } from './bench-cache.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { collectGarbage, ratios, repeated } from './rounds.js';
import type { Portion } from './portion.js';
import { VisitingStore } from './visiting-store.js';

type Portions = readonly Portion<OrderUpdate>[];
type Write = (entries: readonly Entry[]) => Promise<void> | null;

/** As housekeeping and the writer slice it. */
const RETIRED_AT_ONCE = 1_000;
const BATCH = 500;
const HOUR_MS = 3_600_000;

/** Expiry of all orders, each of which has ended, against one that visits every symbol's set for each of them. */
export async function expiry(portions: Portions, { rounds }: Plan): Promise<Row[]> {
  const { inMemory, committed, visiting } = await repeated(rounds, async () => ({
    inMemory: await timed(endedOrders(portions), (cache) => retireAll(cache, () => null)),
    visiting: await timed(visitingStore(portions), (store) => store.expire(0)),
    committed: await timed({ cache: endedOrders(portions), write: await memoryStore() }, ({ cache, write }) =>
      retireAll(cache, write),
    ),
  }));
  return [
    {
      what: "expiry that visits every symbol's set / expiry, both in memory only",
      values: ratios(visiting, inMemory),
      goal: { atLeast: 20 },
    },
    {
      what: 'the same / expiry, with history and tombstones encoded and committed',
      values: ratios(visiting, committed),
    },
  ];
}

/** Milliseconds. */
async function timed<T>(subject: T, work: (subject: T) => void | Promise<void>): Promise<number> {
  collectGarbage();
  const start = performance.now();
  await work(subject);
  return performance.now() - start;
}

function endedOrders(portions: Portions): BenchCache {
  const cache = new BenchCache();
  const merging = cache.merging();
  for (const portion of portions) {
    merging.work(portion());
    cache.drain();
  }
  cache.now += HOUR_MS;
  return cache;
}

function visitingStore(portions: Portions): VisitingStore {
  const store = new VisitingStore();
  for (const portion of portions) for (const update of portion()) store.update(update, 0);
  return store;
}

async function memoryStore(): Promise<Write> {
  const store = await new MemoryStateStore().acquire(
    { strategyId: 'bench', userId: 'bench' },
    { nonce: 'bench', pid: process.pid, hostname: 'localhost', address: null },
  );
  let { sequence } = store;
  return async (entries) => {
    const operations = entries.flatMap((entry) => operationsFor(entry));
    const { outcome } = await store.commit({ epoch: store.epoch, sequence: ++sequence, operations });
    if (outcome !== 'OK') throw new Error(`the store answered ${outcome}`);
  };
}

/** What housekeeping and the writer do in turns, in one go. */
async function retireAll({ tables, now }: BenchCache, write: Write): Promise<void> {
  const { orders, changes } = tables;
  for (let retired = RETIRED_AT_ONCE; retired === RETIRED_AT_ONCE;) {
    retired = orders.retire(now - HOUR_MS, RETIRED_AT_ONCE);
    for (let taken = changes.take(BATCH); taken !== null; taken = changes.take(BATCH)) {
      const writing = write(taken.entries);
      if (writing !== null) await writing;
      tables.committed(taken.entries);
    }
  }
  if (orders.size > 0) throw new Error(`${orders.size} orders did not expire`);
}
