import type { ScopeId } from '../stores/scope-id.js';
import type { HandlerDefinition } from './handler-definition.js';
import { HandlerQueue } from './handler-queue.js';
import type { HandlerStatus } from './handler-status.js';
import type { ScopeEvent, ScopeEventState } from './scope-event.js';
import type { HandlerTerms } from './scope-handlers.js';

/** Tells what becomes of a scope, each state once while it lasts; also that it does not serve any more. */
export class ScopeAnnouncements {
  private readonly listeners = new Set<(event: ScopeEvent) => void>();
  private queues: readonly HandlerQueue<'scope'>[] | null = null;
  private last: ScopeEventState = 'closed';

  constructor(
    private readonly id: ScopeId,
    private readonly terms: () => HandlerTerms,
    private readonly now: () => number,
  ) {}

  /** @returns what ends it. */
  listen(listener: (event: ScopeEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** The scope is in a state, be it the one that it was in. */
  change(state: ScopeEventState, reason: Error | null): void {
    if (state === this.last) return;
    this.last = state;
    this.tell(state, reason);
  }

  /** Something happened that does not last. */
  tell(state: ScopeEventState, reason: Error | null): void {
    const { strategyId, userId } = this.id;
    const event = Object.freeze({ strategyId, userId, state, reason });
    for (const listener of this.listeners) listener(event);
    this.queues ??= this.madeQueues();
    for (const queue of this.queues) if (queue.definition.matches(event)) queue.push(event);
  }

  statuses(): HandlerStatus[] {
    return (this.queues ?? []).map((queue) => queue.status());
  }

  /** Resolves when handlers have all that was told. */
  async idle(): Promise<void> {
    for (const queue of this.queues ?? []) await queue.idle();
  }

  /** Not before the first event: by then all handlers were found. */
  private madeQueues(): HandlerQueue<'scope'>[] {
    const { definitions, opened } = this.terms();
    const outcomes = { handled: () => undefined, setAside: () => undefined };
    return definitions
      .filter((definition): definition is HandlerDefinition<'scope'> => definition.kind === 'scope')
      .map((definition) => new HandlerQueue(definition, opened, this.now, outcomes));
  }
}
