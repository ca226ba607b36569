import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Durability } from '../src/cache/writer.js';
import type { RedisCluster } from '../test/support/redis-cluster.js';
import type { RedisServer } from '../test/support/redis-server.js';
import { Child } from './child.js';
import type { Pace, Writing, Written } from './scale.child.js';
import { machineCpuTime, usageOf, usedSince } from './server-usage.js';
import type { ServerUsage } from './server-usage.js';
import { timed } from './timed-sides.js';

/** What writers write, and where. */
export interface Run {
  readonly name: string;
  /** Null: each writer a folder of its own. */
  readonly cluster: RedisCluster | null;
  readonly fsync: 'everysec' | 'always';
  readonly durability: Durability;
  readonly writers: number;
  readonly pace: Pace | null;
  /** Orders of each scope. */
  readonly orders: number;
}

/** What a run took. Times are of CPU, in microseconds an update, unless they say otherwise. */
export interface Measured {
  readonly perSecond: number;
  readonly updatesACommit: number;
  readonly writer: number;
  /** Of it, the main thread of the writers. */
  readonly main: number;
  readonly masters: number;
  readonly replicas: number;
  /** Bytes an update. */
  readonly toMasters: number;
  readonly fromMasters: number;
  /** The part of all updates that went to each master. */
  readonly spread: readonly number[];
  /** How many cores nobody else used meanwhile. */
  readonly cores: number;
}

/** So many scopes there are in all runs, whoever writes them. */
export const SCOPES = 12;
const US_A_MS = 1_000;
const NOTHING: ServerUsage = { cpu: 0, received: 0, sent: 0 };

/** Starts the writers, lets all of them write at once, and asks everybody what it took. */
export async function measure(run: Run, cores: number): Promise<Measured> {
  await prepare(run);
  const folder = mkdtempSync(join(tmpdir(), 'scale-'));
  const writers = await Promise.all(
    shares(run.writers).map((strategies, at) => started(run, strategies, join(folder, String(at)))),
  );
  const masters = run.cluster?.masters ?? [];
  const replicas = run.cluster?.replicas ?? [];
  const before = { masters: await usages(masters), replicas: await usages(replicas) };
  const machineBefore = machineCpuTime();
  let written: readonly Written[] = [];
  const time = await timed(async () => {
    written = await Promise.all(writers.map((writer) => writer.ask<Written>('write')));
  });
  const machine = machineCpuTime() - machineBefore;
  const onMasters = since(await usages(masters), before.masters);
  const onReplicas = since(await usages(replicas), before.replicas);
  for (const writer of writers) {
    await writer.ask('close');
    await writer.stop();
  }
  rmSync(folder, { recursive: true, force: true });
  const updates = total(written.map((each) => each.updates));
  const cpu = total(written.map((each) => each.cpu));
  const serverCpu = total([...onMasters, ...onReplicas].map((each) => each.cpu));
  const received = onMasters.map((each) => each.received);
  const anUpdate = (values: readonly number[]): number => total(values) / updates;
  return {
    perSecond: (updates * 1_000) / time,
    updatesACommit: updates / total(written.map(({ commits }) => commits)),
    writer: (cpu * US_A_MS) / updates,
    main: anUpdate(written.map(({ mainCpu }) => mainCpu * US_A_MS)),
    masters: anUpdate(onMasters.map((each) => each.cpu * US_A_MS)),
    replicas: anUpdate(onReplicas.map((each) => each.cpu * US_A_MS)),
    toMasters: anUpdate(received),
    fromMasters: anUpdate(onMasters.map(({ sent }) => sent)),
    spread: received.map((bytes) => bytes / total(received)),
    cores: cores - Math.max(0, machine - cpu - serverCpu) / time,
  };
}

async function prepare({ cluster, fsync }: Run): Promise<void> {
  if (cluster === null) return;
  await cluster.flush();
  for (const server of [...cluster.masters, ...cluster.replicas])
    await server.ask((redis) => redis.config('SET', 'appendfsync', fsync));
}

/** The scopes of each writer. */
function shares(writers: number): string[][] {
  const each = SCOPES / writers;
  return Array.from({ length: writers }, (_, writer) =>
    Array.from({ length: each }, (_scope, at) => `strategy-${writer * each + at}`),
  );
}

function started(run: Run, strategies: readonly string[], folder: string): Promise<Child<string>> {
  const { durability, orders, pace } = run;
  const store = run.cluster?.url ?? `file:${folder}`;
  const writing: Writing = { store, durability, strategies, orders, pace };
  return Child.start<string>('scale.child.js', JSON.stringify(writing));
}

function usages(servers: readonly RedisServer[]): Promise<ServerUsage[]> {
  return Promise.all(servers.map(usageOf));
}

function since(now: readonly ServerUsage[], before: readonly ServerUsage[]): ServerUsage[] {
  return now.map((usage, at) => usedSince(usage, before[at] ?? NOTHING));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
