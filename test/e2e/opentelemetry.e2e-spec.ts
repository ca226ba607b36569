import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { CacheManager } from '../../src/cache/cache.manager.js';
import { TradingCacheModule } from '../../src/cache/trading-cache.module.js';
import { TradingCacheOpenTelemetryModule } from '../../src/opentelemetry.js';
import { FaultStore } from '../support/fault-store.js';
import { TestManagers } from '../support/test-managers.js';
import { fill, update } from '../support/updates.js';

const LATER_MS = 2_147_483_647;
const SCOPE = { 'trading_cache.strategy': 'grid', 'trading_cache.user': 'alice' };

let store: FaultStore;
let app: INestApplicationContext;
let exported: InMemoryMetricExporter;
let spans: InMemorySpanExporter;
let reader: PeriodicExportingMetricReader;
let providers: { shutdown(): Promise<void> }[];
const others = new TestManagers(() => ({ store: 'memory:' }));

beforeEach(async () => {
  store = new FaultStore();
  exported = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  spans = new InMemorySpanExporter();
  reader = new PeriodicExportingMetricReader({ exporter: exported, exportIntervalMillis: LATER_MS });
  const meters = new MeterProvider({ readers: [reader] });
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  providers = [meters, tracers];
  class HostModule {}
  const imports = [
    ScheduleModule.forRoot(),
    TradingCacheModule.forRoot({ strategyId: 'grid', userId: 'alice', store }),
    TradingCacheOpenTelemetryModule.forRoot({
      meter: meters.getMeter('test'),
      tracer: tracers.getTracer('test'),
    }),
  ];
  app = await NestFactory.createApplicationContext({ module: HostModule, imports }, { logger: false });
});

afterEach(async () => {
  await app.close();
  await others.ended();
  for (const provider of providers) await provider.shutdown();
});

/** What was exported last of a metric: the attributes and the value of each series; of a histogram, how many were recorded. */
async function seriesOf(name: string): Promise<(readonly [unknown, unknown])[]> {
  await reader.forceFlush();
  const metrics =
    exported
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  const { dataPoints = [] } =
    metrics.find(({ descriptor }) => descriptor.name === `trading_cache.${name}`) ?? {};
  return dataPoints.map(({ attributes, value }) => [
    attributes,
    typeof value === 'number' ? value : value.count,
  ]);
}

it('tells metrics of everything that happens in the scopes of the application, and of no other', async () => {
  const cache = app.get(CacheManager).cache();
  const other = (await others.opened({ strategyId: 'other' })).cache();
  other.applyUpdate(update());
  cache.applyUpdate(update());
  cache.applyUpdate(update());
  cache.applyUpdate(update({ amount: 'ten' }));
  await cache.flush();
  const rollBack = store.snapshot();
  cache.applyUpdate(fill('1', '1', '100'));
  await cache.flush();
  rollBack();
  cache.applyUpdate(update({ id: '8' }));
  await cache.flush();
  const report = { ...SCOPE, 'trading_cache.update.kind': 'report' };
  expect(await seriesOf('updates')).toEqual([
    [{ ...report, 'trading_cache.update.outcome': 'applied' }, 3],
    [{ ...report, 'trading_cache.update.outcome': 'duplicate' }, 1],
    [{ ...report, 'trading_cache.update.outcome': 'rejected' }, 1],
  ]);
  const ok = { ...SCOPE, 'trading_cache.commit.outcome': 'OK' };
  const gap = { ...SCOPE, 'trading_cache.commit.outcome': 'GAP' };
  expect(await seriesOf('commits')).toEqual(expect.arrayContaining([[gap, 1]]));
  const [, commits] = (await seriesOf('commits')).find(([attributes]) => JSON.stringify(attributes) === JSON.stringify(ok)) ?? []; // prettier-ignore
  expect(await seriesOf('commit.duration')).toEqual([[SCOPE, (commits as number) + 1]]);
  expect(await seriesOf('acknowledgement.duration')).toEqual([
    [SCOPE, cache.latencies().acknowledgement.count],
  ]);
  expect(await seriesOf('load.duration')).toEqual([[SCOPE, 1]]);
  expect(await seriesOf('heals')).toEqual([[SCOPE, 1]]);
  expect(await seriesOf('orders.open')).toEqual([[SCOPE, 2]]);
  expect(await seriesOf('positions.open')).toEqual([[SCOPE, 1]]);
  expect(await seriesOf('dirty')).toEqual([[SCOPE, 0]]);
});

it('shows what waits while the store is away', async () => {
  const cache = app.get(CacheManager).cache();
  store.isAway = true;
  cache.applyUpdate(update());
  const [[, dirty] = []] = await seriesOf('dirty');
  const [[, age] = []] = await seriesOf('oldest_change.age');
  expect(dirty).toBe(1);
  expect(age).toBeGreaterThan(0);
  store.isAway = false;
  await cache.flush();
  expect(await seriesOf('oldest_change.age')).toEqual([[SCOPE, 0]]);
});

it('makes a span of each load and commit, failed attempts too', async () => {
  const cache = app.get(CacheManager).cache();
  store.fail('away');
  cache.applyUpdate(update());
  await cache.flush();
  const finished = spans.getFinishedSpans();
  expect(finished.map(({ name, status }) => [name, status.code])).toEqual([
    ['trading_cache load', 0],
    ['trading_cache commit', 2],
    ['trading_cache commit', 0],
  ]);
  const [, failed, done] = finished;
  expect(failed?.events).toMatchObject([{ name: 'exception' }]);
  expect(done?.attributes).toEqual({ ...SCOPE, 'trading_cache.commit.sequence': 1, 'trading_cache.commit.operations': 1 }); // prettier-ignore
  expect(done?.parentSpanContext).toBeUndefined();
});

it('counts what is committed while the application goes down, and nothing after it', async () => {
  const cache = app.get(CacheManager).cache();
  const release = store.hold();
  cache.applyUpdate(update());
  const closing = app.close();
  release();
  await closing;
  expect(await seriesOf('commits')).toEqual([[{ ...SCOPE, 'trading_cache.commit.outcome': 'OK' }, 1]]);
  await cache.start();
  cache.applyUpdate(update({ id: '8' }));
  await cache.close();
  expect(await seriesOf('commits')).toEqual([[{ ...SCOPE, 'trading_cache.commit.outcome': 'OK' }, 1]]);
});
