import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ScopeId } from '../stores/scope-id.js';
import type {
  CommitMessage,
  ConflictMessage,
  HealMessage,
  LoadMessage,
  TelemetryMessages,
  UpdateMessage,
} from './channels.js';

/** What is done with messages; `durationMs` is from the beginning to the end of what takes time. */
export interface TelemetryListener {
  update(message: UpdateMessage): void;
  commit(message: CommitMessage, durationMs: number): void;
  load(message: LoadMessage, durationMs: number): void;
  conflict(message: ConflictMessage): void;
  heal(message: HealMessage): void;
}

/**
 * Listens to the channels.
 *
 * @param isWanted whether a scope is listened to; it is asked once for each.
 * @returns what ends it.
 */
export function listen(isWanted: (scope: ScopeId) => boolean, listener: TelemetryListener): () => void {
  const wanted = new WeakMap<ScopeId, boolean>();
  const begun = new WeakMap<object, number>();
  const stops: (() => void)[] = [];

  const isHeard = (scope: ScopeId): boolean => {
    const known = wanted.get(scope) ?? isWanted(scope);
    wanted.set(scope, known);
    return known;
  };
  const on = <Name extends keyof TelemetryMessages>(
    channel: `${Name}` | `tracing:${Name}:${'start' | 'asyncEnd'}`,
    take: (message: TelemetryMessages[Name]) => void,
  ): void => {
    const heard = (given: unknown): void => {
      const message = given as TelemetryMessages[Name];
      if (isHeard(message.scope)) take(message);
    };
    subscribe(channel, heard);
    stops.push(() => unsubscribe(channel, heard));
  };
  const begin = (message: object): unknown => begun.set(message, performance.now());
  /** How long it took; null where it began before anybody listened. */
  const end = (message: object): number | null => {
    const at = begun.get(message);
    return at === undefined ? null : performance.now() - at;
  };

  on('nestjs-trading-cache:update', (message) => listener.update(message));
  on('nestjs-trading-cache:conflict', (message) => listener.conflict(message));
  on('nestjs-trading-cache:heal', (message) => listener.heal(message));
  on<'nestjs-trading-cache:commit'>('tracing:nestjs-trading-cache:commit:start', begin);
  on<'nestjs-trading-cache:commit'>('tracing:nestjs-trading-cache:commit:asyncEnd', (message) => {
    const durationMs = end(message);
    if (durationMs !== null) listener.commit(message, durationMs);
  });
  on<'nestjs-trading-cache:load'>('tracing:nestjs-trading-cache:load:start', begin);
  on<'nestjs-trading-cache:load'>('tracing:nestjs-trading-cache:load:asyncEnd', (message) => {
    const durationMs = end(message);
    if (durationMs !== null) listener.load(message, durationMs);
  });
  return () => {
    for (const stop of stops) stop();
  };
}
