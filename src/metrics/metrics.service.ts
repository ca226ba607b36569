import { Injectable } from '@nestjs/common';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import type { ScopeStatus } from '../cache/scope-status.js';
import type { LimitStatus } from '../state/limits.js';
import type { HandlerStatus } from '../handlers/handler-status.js';
import type { ScopeId } from '../stores/scope-id.js';
import { isConfirmed } from '../telemetry/channels.js';
import type {
  CommitMessage,
  ConflictMessage,
  HealMessage,
  LoadMessage,
  UpdateMessage,
} from '../telemetry/channels.js';
import { listen } from '../telemetry/listen.js';
import type { TelemetryListener } from '../telemetry/listen.js';
import { VERSION } from '../telemetry/version.js';
import { processFamilies } from './process-families.js';
import { prometheusText } from './prometheus-text.js';
import type { Family, Labels, Sample } from './prometheus-text.js';
import { ScopeMetrics } from './scope-metrics.js';

const SECOND_MS = 1_000;

/** Counts what the scopes of the application tell, and shows it beside how they are. There are as many series as scopes: none of a symbol or an order. */
@Injectable()
export class MetricsService implements TelemetryListener {
  private readonly counted = new WeakMap<ScopeId, ScopeMetrics>();

  constructor(private readonly manager: CacheManager) {
    const isOfManager = (scope: ScopeId): boolean => manager.list().some((cache) => cache.scope === scope);
    void manager.closed.finally(listen(isOfManager, this));
  }

  /** All metrics in Prometheus' text format, of the scopes that are to be shown. */
  text(isShown: (scope: ScopeId) => boolean): string {
    const shown = this.manager.list().filter(({ scope }) => isShown(scope));
    const scopes = shown.map((cache) => this.read(cache));
    const family = (
      type: Family['type'],
      name: string,
      help: string,
      samplesOf: (scope: ReadScope) => readonly Sample[],
    ): Family => ({ name: `trading_cache_${name}`, help, type, samples: scopes.flatMap(samplesOf) });
    const gauge = (name: string, help: string, valueOf: (status: ScopeStatus) => number): Family =>
      family('gauge', name, help, ({ labels, status }) => [{ labels, value: valueOf(status) }]);
    const limits = (
      type: Family['type'],
      name: string,
      help: string,
      valueOf: (limit: LimitStatus) => number,
    ): Family =>
      family(type, name, help, ({ labels, limits: each }) =>
        each.map((limit) => ({ labels: { ...labels, limit: limit.limit }, value: valueOf(limit) })),
      );
    const ofHandlers = (
      name: string,
      help: string,
      valueOf: (handlers: readonly HandlerStatus[]) => number,
    ): Family =>
      family('gauge', name, help, ({ labels, handlers }) => [{ labels, value: valueOf(handlers) }]);
    return prometheusText([
      {
        name: 'trading_cache_info',
        help: 'The version that runs.',
        type: 'gauge',
        samples: [{ labels: { version: VERSION }, value: 1 }],
      },
      gauge('serving', '1 while reads and updates are answered.', ({ state }) => Number(state === 'serving')),
      gauge('store_up', '1 while the store answers.', ({ store }) => Number(store === 'up')),
      gauge('dirty_records', 'Records whose change the store has not confirmed.', ({ dirty }) => dirty),
      gauge('oldest_change_age_seconds', 'Age of the oldest change that is not confirmed.', ({ syncLagMs }) =>
        inSeconds(syncLagMs),
      ),
      gauge('open_orders', 'Open orders.', ({ orders }) => orders.open),
      gauge('orders_in_memory', 'Orders in memory.', ({ orders }) => orders.inMemory),
      gauge('open_positions', 'Positions that are not flat.', ({ positions }) => positions.open),
      limits(
        'gauge',
        'limit_used_ratio',
        'How much of a limit is used; 1 is full.',
        (each) => each.held / each.most,
      ),
      limits('counter', 'limit_refused_total', 'What was new and had no room.', ({ refused }) => refused),
      ofHandlers('handler_events_waiting', 'Events that wait for a handler.', (handlers) =>
        handlers.reduce((sum, { waiting }) => sum + waiting, 0),
      ),
      ofHandlers('oldest_handler_event_age_seconds', 'Age of the oldest of them.', (handlers) =>
        inSeconds(Math.max(0, ...handlers.map(({ lagMs }) => lagMs))),
      ),
      gauge('epoch', 'How often the scope was taken over.', ({ epoch }) => epoch),
      family('counter', 'updates_total', 'Updates, by kind and outcome.', ({ labels, counts }) =>
        Object.entries(counts.updates).flatMap(([kind, outcomes]) =>
          outcomes.samples(labels, (outcome) => ({ kind, outcome })),
        ),
      ),
      family('counter', 'commits_total', 'Batches sent to the store, by outcome.', ({ labels, counts }) =>
        counts.commits.samples(labels, (outcome) => ({ outcome })),
      ),
      family('counter', 'conflicts_total', 'Other processes that had the scope.', ({ labels, counts }) =>
        counts.conflicts.samples(labels, (event) => ({ event })),
      ),
      family('counter', 'heals_total', 'Stores that went back in time.', ({ labels, counts }) =>
        counts.heals.samples(labels, () => ({})),
      ),
      family('histogram', 'commit_duration_seconds', 'From sending a batch to its answer.', (scope) =>
        scope.counts.commit.samples(scope.labels),
      ),
      family('histogram', 'acknowledgement_duration_seconds', 'From a change to its commit.', (scope) =>
        scope.counts.acknowledgement.samples(scope.labels),
      ),
      family('histogram', 'load_duration_seconds', 'Reading all of a scope from its store.', (scope) =>
        scope.counts.load.samples(scope.labels),
      ),
      ...processFamilies(),
    ]);
  }

  update({ scope, kind, result: { outcome } }: UpdateMessage): void {
    this.countsOf(scope).updates[kind].add(outcome);
  }

  commit({ scope, sequence, waitsMs, result }: CommitMessage, durationMs: number): void {
    const { commits, commit, acknowledgement } = this.countsOf(scope);
    commits.add(result?.outcome ?? 'UNKNOWN');
    commit.add(durationMs);
    if (isConfirmed(sequence, result)) for (const waitMs of waitsMs) acknowledgement.add(waitMs + durationMs);
  }

  load({ scope }: LoadMessage, durationMs: number): void {
    this.countsOf(scope).load.add(durationMs);
  }

  conflict({ scope, kind }: ConflictMessage): void {
    this.countsOf(scope).conflicts.add(kind);
  }

  heal({ scope }: HealMessage): void {
    this.countsOf(scope).heals.add('heal');
  }

  private read(cache: CacheService): ReadScope {
    const { strategyId: strategy, userId: user } = cache.scope;
    return {
      labels: { strategy, user },
      status: cache.status(),
      limits: cache.limits(),
      handlers: cache.handlers(),
      counts: this.countsOf(cache.scope),
    };
  }

  private countsOf(scope: ScopeId): ScopeMetrics {
    const known = this.counted.get(scope);
    if (known !== undefined) return known;
    const counts = new ScopeMetrics();
    this.counted.set(scope, counts);
    return counts;
  }
}

interface ReadScope {
  readonly labels: Labels;
  readonly status: ScopeStatus;
  readonly limits: readonly LimitStatus[];
  readonly handlers: readonly HandlerStatus[];
  readonly counts: ScopeMetrics;
}

function inSeconds(ms: number): number {
  return ms / SECOND_MS;
}
