import { channel, tracingChannel } from 'node:diagnostics_channel';
import type { Channel } from 'node:diagnostics_channel';
import type { CommitResult } from '../stores/batch.js';
import type { ScopeId } from '../stores/scope-id.js';

/** What an update was: a report of an order, a trade, a trade that was taken back, or what no order tells. */
export type UpdateKind = 'report' | 'trade' | 'bust' | 'adjustment';

/** An update was answered, before its commit. */
export interface UpdateMessage {
  readonly scope: ScopeId;
  readonly kind: UpdateKind;
  /** As its caller gets it. */
  readonly result: {
    readonly outcome: 'applied' | 'duplicate' | 'stale' | 'rejected';
    readonly orderId?: string | null;
    readonly field?: string;
    readonly reason?: string;
  };
}

/** A batch is committed. Sent again, because its outcome is unknown, it is another commit. */
export interface CommitMessage {
  readonly scope: ScopeId;
  readonly sequence: number;
  readonly operations: number;
  /** How long each record of the batch had waited, from its first change on, when the batch was sent (ms). */
  readonly waitsMs: readonly number[];
  /** What the store answered, once it did; see `isConfirmed`. */
  result?: CommitResult;
  /** Why it is unknown whether the batch was committed. */
  error?: unknown;
}

/** What a store has of a scope is read. */
export interface LoadMessage {
  readonly scope: ScopeId;
  /** Why it could not be read. */
  error?: unknown;
}

/** Another process has the scope (`held`), or took it over from this one (`fenced`). A wait for one holder is told once. */
export interface ConflictMessage {
  readonly scope: ScopeId;
  readonly kind: 'held' | 'fenced';
  /** Its message names the other process. */
  readonly error: Error;
}

/** A store went back in time, and everything was marked to be written to it again. */
export interface HealMessage {
  readonly scope: ScopeId;
  /** The last batch that was committed. */
  readonly sequence: number;
  /** The last batch that the store still has. */
  readonly storedSequence: number;
}

/**
 * What is published, by the name of its channel. `commit` and `load` take time: they are tracing channels of `node:diagnostics_channel`, of which the
 * channels are `tracing:nestjs-trading-cache:commit:start`, `:end`, `:asyncStart`, `:asyncEnd` and `:error`; all five have the same message object.
 * `scope` is one object for each opened scope, so that it can be a key.
 */
export interface TelemetryMessages {
  readonly 'nestjs-trading-cache:update': UpdateMessage;
  readonly 'nestjs-trading-cache:commit': CommitMessage;
  readonly 'nestjs-trading-cache:load': LoadMessage;
  readonly 'nestjs-trading-cache:conflict': ConflictMessage;
  readonly 'nestjs-trading-cache:heal': HealMessage;
}

export const updates = channelOf('nestjs-trading-cache:update');
export const conflicts = channelOf('nestjs-trading-cache:conflict');
export const heals = channelOf('nestjs-trading-cache:heal');
export const commits = tracingChannel<'nestjs-trading-cache:commit', CommitMessage>(
  'nestjs-trading-cache:commit',
);
export const loads = tracingChannel<'nestjs-trading-cache:load', LoadMessage>('nestjs-trading-cache:load');

/** Whether the store has a batch: it took it now, or has it from an attempt before, and nothing beyond it. */
export function isConfirmed(sequence: number, result: CommitResult | undefined): boolean {
  if (result?.outcome === 'DUP') return (result.storedSequence ?? 0) <= sequence;
  return result?.outcome === 'OK';
}

function channelOf<Name extends keyof TelemetryMessages>(
  name: Name,
): Channel<unknown, TelemetryMessages[Name]> {
  return channel(name) as Channel<unknown, TelemetryMessages[Name]>;
}
