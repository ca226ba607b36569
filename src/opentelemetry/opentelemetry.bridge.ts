import { SpanStatusCode } from '@opentelemetry/api';
import type { Attributes, BatchObservableResult, Meter, Tracer } from '@opentelemetry/api';
import type { CacheManager } from '../cache/cache.manager.js';
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
import { instrumentsOf } from './instruments.js';
import type { Instruments } from './instruments.js';

const SECOND_MS = 1_000;

/** Turns what a manager's scopes tell into metrics and spans, until the application is down. */
export class OpenTelemetryBridge implements TelemetryListener {
  private readonly instruments: Instruments;

  constructor(
    private readonly manager: CacheManager,
    meter: Meter,
    private readonly tracer: Tracer,
  ) {
    this.instruments = instrumentsOf(meter);
    const { dirty, oldestChange, openOrders, openPositions } = this.instruments;
    const gauges = [dirty, oldestChange, openOrders, openPositions];
    meter.addBatchObservableCallback(this.observe, gauges);
    const isOfManager = (scope: ScopeId): boolean => manager.list().some((cache) => cache.scope === scope);
    const stopListening = listen(isOfManager, this);
    // Not in a hook of Nest: changes are committed in the last of them.
    void manager.closed.finally(() => {
      stopListening();
      meter.removeBatchObservableCallback(this.observe, gauges);
    });
  }

  update({ scope, kind, result: { outcome } }: UpdateMessage): void {
    this.instruments.updates.add(1, {
      ...attributesOf(scope),
      'trading_cache.update.kind': kind,
      'trading_cache.update.outcome': outcome,
    });
  }

  commit({ scope, sequence, operations, waitsMs, result, error }: CommitMessage, durationMs: number): void {
    const attributes = attributesOf(scope);
    const outcome = result?.outcome ?? 'UNKNOWN';
    const { commits, commit, acknowledgement } = this.instruments;
    commits.add(1, { ...attributes, 'trading_cache.commit.outcome': outcome });
    commit.record(durationMs / SECOND_MS, attributes);
    if (isConfirmed(sequence, result))
      for (const waitMs of waitsMs) acknowledgement.record((waitMs + durationMs) / SECOND_MS, attributes);
    const more = { 'trading_cache.commit.sequence': sequence, 'trading_cache.commit.operations': operations };
    // The first change of a batch may come from any request: a commit is of no one of them.
    this.span('trading_cache commit', { ...attributes, ...more }, durationMs, error, true);
  }

  load({ scope, error }: LoadMessage, durationMs: number): void {
    const attributes = attributesOf(scope);
    this.instruments.load.record(durationMs / SECOND_MS, attributes);
    this.span('trading_cache load', attributes, durationMs, error, false);
  }

  conflict({ scope, kind }: ConflictMessage): void {
    this.instruments.conflicts.add(1, { ...attributesOf(scope), 'trading_cache.conflict.kind': kind });
  }

  heal({ scope }: HealMessage): void {
    this.instruments.heals.add(1, attributesOf(scope));
  }

  private span(
    name: string,
    attributes: Attributes,
    durationMs: number,
    error: unknown,
    isRoot: boolean,
  ): void {
    const end = Date.now();
    const span = this.tracer.startSpan(name, { attributes, startTime: end - durationMs, root: isRoot });
    if (error !== undefined) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(end);
  }

  private readonly observe = (result: BatchObservableResult): void => {
    const { dirty, oldestChange, openOrders, openPositions } = this.instruments;
    for (const cache of this.manager.list()) {
      const attributes = attributesOf(cache.scope);
      const status = cache.status();
      result.observe(dirty, status.dirty, attributes);
      result.observe(oldestChange, status.syncLagMs / SECOND_MS, attributes);
      result.observe(openOrders, status.orders.open, attributes);
      result.observe(openPositions, status.positions.open, attributes);
    }
  };
}

/** Neither symbols nor ids: there are as many series as scopes. */
function attributesOf({ strategyId, userId }: ScopeId): Attributes {
  return { 'trading_cache.strategy': strategyId, 'trading_cache.user': userId };
}
