import { availableParallelism } from 'node:os';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FULL, QUICK } from './plan.js';
import type { Plan } from './plan.js';
import { record, worseThanRecorded } from './recorded.js';
import { goalsOf, table } from './report.js';
import type { Row } from './report.js';
import { acknowledged } from './acknowledged.bench.js';
import { stored } from './stored.bench.js';
import { wire } from './wire.bench.js';

type Bench = (plan: Plan) => Promise<Row[]>;

/** What can be asked for alone. */
const PARTS = {
  memory: [wire],
  stores: [stored, acknowledged],
} as const satisfies Readonly<Record<string, readonly Bench[]>>;

type Part = keyof typeof PARTS;

const names = Object.keys(PARTS) as Part[];
const flags = [...names, 'quick'] as const;
const { values: options } = parseArgs({
  options: {
    ...(Object.fromEntries(flags.map((name) => [name, { type: 'boolean' }])) as Record<
      (typeof flags)[number],
      { type: 'boolean' }
    >),
    json: { type: 'string' },
    record: { type: 'string' },
    compare: { type: 'string' },
  },
});
const plan = options.quick === true ? QUICK : FULL;
console.log(`Node ${process.version}, ${availableParallelism()} cores${options.quick === true ? ', quick' : ''}.`);
const asked = names.filter((name) => options[name] === true);
const benches: readonly Bench[] = (asked.length > 0 ? asked : names).flatMap((part) => PARTS[part]);
const rows: Row[] = [];
for (const bench of benches) {
  const start = performance.now();
  rows.push(...(await bench(plan)));
  console.error(`${bench.name} took ${((performance.now() - start) / 1_000).toFixed(1)} s`);
}
console.log(`\n${table(rows)}`);
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify({ goals: goalsOf(rows) }, null, 2)}\n`);
if (options.record !== undefined) record(options.record, rows);
if (options.compare !== undefined) {
  const worse = worseThanRecorded(options.compare, rows);
  for (const what of worse) console.error(what);
  if (worse.length > 0) process.exitCode = 1;
  console.log(worse.length === 0 ? 'No ratio is much worse than recorded.' : `${worse.length} ratios are much worse than recorded.`);
}
