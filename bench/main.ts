import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { makeTextsFast } from '../src/state/fast-texts.js';
import { acknowledged } from './acknowledged.bench.js';
import { expiry } from './expiry.bench.js';
import { growth } from './growth.bench.js';
import { httpEvents } from './http-events.bench.js';
import { httpUpdates } from './http-updates.bench.js';
import { load, loadMillion } from './load.bench.js';
import { lookup } from './lookup.bench.js';
import { mappers } from './mapper.bench.js';
import { memory } from './memory.bench.js';
import { FULL, QUICK } from './plan.js';
import type { Plan } from './plan.js';
import { positionRead } from './position-read.bench.js';
import { record, worseThanRecorded } from './recorded.js';
import { redisBacklog } from './redis-backlog.bench.js';
import { redisChanged } from './redis-changed.bench.js';
import { redisSize } from './redis-size.bench.js';
import { redisTurn } from './redis-turn.bench.js';
import { replay, replayYear } from './replay.bench.js';
import { goalsOf, table } from './report.js';
import type { Row } from './report.js';
import { stored } from './stored.bench.js';
import { sustained } from './sustained.bench.js';
import { watchedFill } from './watched-fill.bench.js';
import { wire } from './wire.bench.js';

type Bench = (plan: Plan) => Promise<Row[]>;

/** What runs unless something else is asked for: the goals. */
const GOALS = {
  memory: [mappers, wire, expiry, memory],
  stores: [stored, sustained, acknowledged],
  load: [load],
  replay: [replay],
} as const satisfies Parts;

/** What runs only if it is asked for, because it takes long, or has no goal of its own any more. */
const FURTHER = {
  more: [positionRead, lookup, watchedFill, growth, redisTurn, redisChanged, redisSize, redisBacklog],
  http: [httpUpdates, httpEvents],
  million: [loadMillion],
  year: [replayYear],
} as const satisfies Parts;

type Parts = Readonly<Record<string, readonly Bench[]>>;

const PARTS = { ...GOALS, ...FURTHER };
const names = Object.keys(PARTS) as (keyof typeof PARTS)[];
const options = optionsOf(process.argv.slice(2));
const plan = options.isQuick ? QUICK : FULL;

// As the cache does it. The modules above load ioredis before any cache is made.
makeTextsFast();
console.log(`Node ${process.version}, ${availableParallelism()} cores${options.isQuick ? ', quick' : ''}.`);
const rows: Row[] = [];
for (const bench of options.parts.flatMap((part): readonly Bench[] => PARTS[part])) {
  console.error(`${bench.name} ...`);
  const start = performance.now();
  rows.push(...(await bench(plan)));
  console.error(`${bench.name}: ${Math.round((performance.now() - start) / 1_000)} s`);
}
console.log(`\n${table(rows)}`);
if (options.json !== null)
  writeFileSync(options.json, `${JSON.stringify({ goals: goalsOf(rows) }, null, 2)}\n`);
if (options.record !== null) record(options.record, rows);
if (options.compare !== null) compare(options.compare);

/** Fails the run if anything became much worse. */
function compare(file: string): void {
  const worse = worseThanRecorded(file, rows);
  for (const what of worse) console.error(what);
  if (worse.length === 0) {
    console.log(`Nothing is much worse than recorded in ${file}.`);
    return;
  }
  console.error(
    `${worse.length} of the ratios in ${file} are much worse now. If that is meant, record them anew with --record ${file}.`,
  );
  process.exitCode = 1;
}

function optionsOf(args: string[]): {
  readonly parts: readonly (keyof typeof PARTS)[];
  readonly isQuick: boolean;
  readonly json: string | null;
  readonly record: string | null;
  readonly compare: string | null;
} {
  try {
    const flags = [...names, 'quick'].map((name) => [name, { type: 'boolean' }] as const);
    const files = ['json', 'record', 'compare'].map((name) => [name, { type: 'string' }] as const);
    const parsed = parseArgs({ args, options: Object.fromEntries([...flags, ...files]) });
    const values = new Map<string, unknown>(Object.entries(parsed.values));
    const fileOf = (name: string): string | null => (values.get(name) as string | undefined) ?? null;
    const asked = names.filter((name) => values.has(name));
    return {
      parts: asked.length > 0 ? asked : (Object.keys(GOALS) as (keyof typeof GOALS)[]),
      isQuick: values.has('quick'),
      json: fileOf('json'),
      record: fileOf('record'),
      compare: fileOf('compare'),
    };
  } catch (error) {
    const parts = names.map((name) => `[--${name}]`).join(' ');
    console.error(
      `${(error as Error).message}\nUsage: npm run bench [-- ${parts} [--quick] [--json FILE] [--record FILE] [--compare FILE]]`,
    );
    process.exit(2);
  }
}
