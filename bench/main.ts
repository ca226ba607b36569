import { availableParallelism } from 'node:os';
import { eventLoop } from './event-loop.bench.js';
import { expiry } from './expiry.bench.js';
import { fills } from './fill.bench.js';
import { growth } from './growth.bench.js';
import { lookup } from './lookup.bench.js';
import { orderUpdate } from './order-update.bench.js';
import { FULL, QUICK } from './plan.js';
import { table } from './report.js';
import type { Row } from './report.js';
import { workload } from './workload.js';

const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--quick')) {
  console.error('Usage: npm run bench [-- --quick]');
  process.exit(2);
}

const plan = args.includes('--quick') ? QUICK : FULL;
console.log(
  `Node ${process.version}, ${availableParallelism()} cores; ${plan.orders} orders, ${plan.rounds} rounds.`,
);
const rows: Row[] = [];
const portions = workload(plan.orders);
for (const bench of [orderUpdate, fills, lookup, expiry, eventLoop]) {
  console.error(`${bench.name} ...`);
  rows.push(...(await bench(portions, plan)));
}
portions.length = 0;
console.error('growth ...');
rows.push(...(await growth(plan)));
console.log(`\n${table(rows)}`);
