// `npm run bench -- --scale [--quick] [--rounds N]`: what an update costs writers and masters of a Cluster, and whether it stays so with more writers
// (see docs/scaling.md).
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { RedisCluster } from '../test/support/redis-cluster.js';
import { fsyncTimes } from './fsync-time.js';
import { STEPS } from './order-lives.js';
import { figure, markdown, median } from './report.js';
import { costAt, firstLimit, fitted, updatesACommit } from './scale-model.js';
import type { Cost, Limit } from './scale-model.js';
import { measure, SCOPES } from './scale-run.js';
import type { Measured, Run } from './scale-run.js';

/** A run, and what each round of it took. */
interface Series {
  readonly run: Run;
  readonly rounds: Measured[];
}

type Figure = Exclude<keyof Measured, 'spread'>;

/** A log that is rewritten in the background would cost some run, and not the others. */
const SERVER = ['--auto-aof-rewrite-percentage', '0'];
const WRITERS = [1, 2, 4];
/** Updates a second of one writer. */
const PACES = [3_000, 10_000, 20_000];
const PACED_S = 3;
/** Orders of each scope, five updates each: fewer where each commit has one update. */
const ORDERS = 1_000;
const ORDERS_OF_SMALL = 120;
const QUICK = 10;
const PERCENT = 100;

const { isQuick, rounds } = optionsOf(process.argv.slice(2));
const cores = availableParallelism();
console.log(
  `Node ${process.version}, ${cores} cores; ${SCOPES} scopes, three masters, ${rounds} rounds in turns.`,
);
const alone = await RedisCluster.start(SERVER, { hasReplicas: false });
const followed = await RedisCluster.start(SERVER);
try {
  const all = runs().map((run): Series => ({ run, rounds: [] }));
  const fsyncs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    fsyncs.push(median(await fsyncTimes()));
    for (const { run, rounds: done } of [
      ...all.slice(round % all.length),
      ...all.slice(0, round % all.length),
    ]) {
      const measured = await measure(run, cores);
      done.push(measured);
      console.error(`${round + 1} of ${rounds}: ${run.name}: ${rounded(measured.perSecond)} updates/s`);
    }
  }
  console.log(
    `\n${costs(all)}\n\n${spread(all)} One write and fsync took ${range(fsyncs)} ms.\n\n${partsOfCost(all)}\n\n${commitSizes(all)}\n\n${predictions(all)}`,
  );
} finally {
  await alone.stop();
  await followed.stop();
}

function runs(): Run[] {
  const asTaken: Omit<Run, 'name'> = {
    cluster: alone,
    fsync: 'everysec',
    durability: 'continuous',
    writers: 1,
    pace: null,
    orders: ORDERS,
  };
  const single = { pace: { aCommit: 1 }, orders: ORDERS_OF_SMALL };
  const named: [string, Partial<Run>][] = [
    ...WRITERS.map((writers): [string, Partial<Run>] => [namedWriters(writers), { writers }]),
    ['1 update a commit', single],
    ['10 updates a commit', { pace: { aCommit: 10 } }],
    ['100 updates a commit', { pace: { aCommit: 100 } }],
    ['1 update a commit, 4 writers', { ...single, writers: 4 }],
    ...PACES.map((perSecond): [string, Partial<Run>] => [
      namedPace(perSecond),
      { pace: { perSecond }, orders: (perSecond * PACED_S) / SCOPES / STEPS.length },
    ]),
    ['`appendfsync always`', { fsync: 'always' }],
    ['`appendfsync always`, 1 update a commit', { fsync: 'always', ...single }],
    ['a replica each', { cluster: followed }],
    ['`replicated`', { cluster: followed, durability: 'replicated' }],
    ['`replicated`, 1 update a commit', { cluster: followed, durability: 'replicated', ...single }],
    ...WRITERS.map((writers): [string, Partial<Run>] => [
      `\`file:\`, ${namedWriters(writers)}`,
      { cluster: null, writers },
    ]),
  ];
  return named.map(([name, part]) => {
    const run: Run = { name, ...asTaken, ...part };
    return isQuick ? { ...run, orders: run.orders / QUICK } : run;
  });
}

function namedWriters(writers: number): string {
  return writers === 1 ? '1 writer' : `${writers} writers`;
}

function namedPace(perSecond: number): string {
  return `${perSecond} updates/s`;
}

/** What each run took. */
function costs(all: readonly Series[]): string {
  const header = [
    'run',
    'updates/s',
    'updates a commit',
    'writers (us)',
    'of it main thread',
    'masters (us)',
    'replicas (us)',
    'bytes to masters',
    'bytes back',
    'cores free for it',
  ];
  const columns: readonly Figure[] = [
    'perSecond',
    'updatesACommit',
    'writer',
    'main',
    'masters',
    'replicas',
    'toMasters',
    'fromMasters',
    'cores',
  ];
  return markdown([
    header,
    ...all.map((series) => [series.run.name, ...columns.map((column) => withSpread(series, column))]),
  ]);
}

function spread(all: readonly Series[]): string {
  const parts = (all[0]?.rounds[0]?.spread ?? []).map((part) => `${Math.round(part * PERCENT)} %`);
  return `Of all updates the masters got ${parts.join(', ')}.`;
}

/** What an update and a commit take, from commits of one and of a hundred; commits of ten say whether that is so. */
function partsOfCost(all: readonly Series[]): string {
  const [small, middle, large] = ['1 update a commit', '10 updates a commit', '100 updates a commit'].map(
    (name) => seriesOf(all, name),
  ) as [Series, Series, Series];
  const lines = (['writer', 'main', 'masters', 'toMasters', 'fromMasters'] as const).map((column) => {
    const cost: Cost = fitted(pointOf(small, column), pointOf(large, column));
    const told = costAt(cost, medianOf(middle, 'updatesACommit'));
    return [column, figure(cost.update), figure(cost.commit), figure(told), figure(medianOf(middle, column))];
  });
  return markdown([['what', 'an update', 'a commit', 'told for ten', 'measured for ten'], ...lines]);
}

/** How large commits are where updates come at a rate, of one writer. */
function commitSizes(all: readonly Series[]): string {
  const [small, large] = ['1 update a commit', '100 updates a commit'].map((name) => seriesOf(all, name)) as [
    Series,
    Series,
  ];
  const cost = fitted(pointOf(small, 'main'), pointOf(large, 'main'));
  const lines = PACES.map((pace) => {
    const series = seriesOf(all, namedPace(pace));
    return [series.run.name, figure(updatesACommit(cost, pace)), withSpread(series, 'updatesACommit')];
  });
  return markdown([['what comes', 'told (updates a commit)', 'measured'], ...lines]);
}

/** What one writer costs tells how many updates any number of them take. */
function predictions(all: readonly Series[]): string {
  const pairs = [
    ['1 writer', WRITERS.map(namedWriters)],
    ['1 update a commit', ['1 update a commit', '1 update a commit, 4 writers']],
  ] as const;
  const lines = pairs.flatMap(([from, names]) =>
    names.map((name) => {
      const limits = seriesOf(all, name).rounds.map((round, at) =>
        limitOf(seriesOf(all, from).rounds[at] as Measured, round, seriesOf(all, name).run.writers),
      );
      const measured = seriesOf(all, name).rounds.map(({ perSecond }) => perSecond);
      const told = limits.map(({ perSecond }) => perSecond);
      const ratio = measured.map((each, at) => each / (told[at] as number));
      const times = seriesOf(all, name).rounds.map(({ writer, masters }, at) => {
        const one = seriesOf(all, from).rounds[at] as Measured;
        return (writer + masters) / (one.writer + one.masters);
      });
      return [
        name,
        rounded(median(told)),
        [...new Set(limits.map(({ what }) => what))].join(' or '),
        rounded(median(measured)),
        range(ratio),
        range(times),
      ];
    }),
  );
  return markdown([
    ['run', 'told (updates/s)', 'limited by', 'measured', 'measured / told', 'CPU time / with 1 writer'],
    ...lines,
  ]);
}

/** @param from what one writer costs. @param run where it is told for: how scopes lie, and which cores were free. */
function limitOf(from: Measured, run: Measured, writers: number): Limit {
  return firstLimit(
    { main: from.main, writer: from.writer, servers: from.masters },
    {
      largestOfWriters: 1 / writers,
      largestOfMasters: Math.max(...run.spread),
      cores: run.cores,
    },
  );
}

function seriesOf(all: readonly Series[], name: string): Series {
  return all.find(({ run }) => run.name === name) as Series;
}

function pointOf(series: Series, column: Figure): { readonly aCommit: number; readonly anUpdate: number } {
  return { aCommit: medianOf(series, 'updatesACommit'), anUpdate: medianOf(series, column) };
}

function medianOf({ rounds: done }: Series, column: Figure): number {
  return median(done.map((round) => round[column]));
}

function withSpread(series: Series, column: Figure): string {
  const values = series.rounds.map((round) => round[column]);
  const show = column === 'perSecond' ? rounded : figure;
  return values.length === 1 ? show(median(values)) : `${show(median(values))} (${range(values, show)})`;
}

function range(values: readonly number[], show = figure): string {
  return `${show(Math.min(...values))}..${show(Math.max(...values))}`;
}

function rounded(value: number): string {
  return String(Math.round(value / PERCENT) * PERCENT);
}

function optionsOf(args: string[]): { readonly isQuick: boolean; readonly rounds: number } {
  try {
    const { values } = parseArgs({
      args,
      options: { quick: { type: 'boolean' }, rounds: { type: 'string' } },
    });
    const { quick = false, rounds: asked = quick ? '1' : '3' } = values;
    if (!/^[1-9]\d?$/.test(asked)) throw new Error('--rounds takes a number from 1 to 99');
    return { isQuick: quick, rounds: Number(asked) };
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: npm run bench -- --scale [--quick] [--rounds N]`);
    process.exit(2);
  }
}
