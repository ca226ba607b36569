import { availableParallelism } from 'node:os';
import { eventLoop } from './event-loop.bench.js';
import { expiry } from './expiry.bench.js';
import { fills } from './fill.bench.js';
import { growth } from './growth.bench.js';
import { httpEvents } from './http-events.bench.js';
import { httpUpdates } from './http-updates.bench.js';
import { lookup } from './lookup.bench.js';
import { orderUpdate } from './order-update.bench.js';
import { FULL, QUICK } from './plan.js';
import type { Plan } from './plan.js';
import { positionRead } from './position-read.bench.js';
import { redisBacklog } from './redis-backlog.bench.js';
import { redisChanged } from './redis-changed.bench.js';
import { redisLoad } from './redis-load.bench.js';
import { redisMillion } from './redis-million.bench.js';
import { redisSize } from './redis-size.bench.js';
import { redisSustained } from './redis-sustained.bench.js';
import { redisSync } from './redis-sync.bench.js';
import { redisTurn } from './redis-turn.bench.js';
import { table } from './report.js';
import type { Row } from './report.js';
import { watchedFill } from './watched-fill.bench.js';
import { workload } from './workload.js';

type Bench = (plan: Plan) => Promise<Row[]>;

const IN_MEMORY: readonly Bench[] = [memory, growth];
const ON_REDIS: readonly Bench[] = [
  redisSync,
  redisChanged,
  redisSustained,
  turn,
  redisLoad,
  redisSize,
  redisBacklog,
];
const OVER_HTTP: readonly Bench[] = [httpUpdates, httpEvents];
const PARTS = {
  '--memory': IN_MEMORY,
  '--redis': ON_REDIS,
  '--million': [redisMillion],
  '--http': OVER_HTTP,
} as const;

const args = process.argv.slice(2);
const isQuick = args.includes('--quick');
const parts = args.filter((arg) => arg !== '--quick');
if (!parts.every((part): part is keyof typeof PARTS => part in PARTS)) {
  console.error('Usage: npm run bench [-- [--memory] [--redis] [--million] [--http] [--quick]]');
  process.exit(2);
}

const plan = isQuick ? QUICK : FULL;
console.log(
  `Node ${process.version}, ${availableParallelism()} cores; ${plan.orders} orders, ${plan.rounds} rounds.`,
);
const benches = parts.length === 0 ? [...IN_MEMORY, ...ON_REDIS] : parts.flatMap((part) => PARTS[part]);
const rows: Row[] = [];
for (const bench of benches) {
  if (bench !== memory) console.error(`${bench.name} ...`);
  rows.push(...(await bench(plan)));
}
console.log(`\n${table(rows)}`);

/** Those that share one workload, which is gone before tables of a million orders are made. */
async function memory(measured: Plan): Promise<Row[]> {
  const portions = workload(measured.orders);
  const made: Row[] = [];
  for (const bench of [orderUpdate, fills, watchedFill, positionRead, lookup, expiry, eventLoop]) {
    console.error(`${bench.name} ...`);
    made.push(...(await bench(portions, measured)));
  }
  return made;
}

function turn(measured: Plan): Promise<Row[]> {
  return redisTurn(workload(measured.orders), measured);
}
