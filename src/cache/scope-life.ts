import type { Journal } from '../state/journal.js';
import type { ScopeStore } from '../stores/state-store.js';
import type { Housekeeping } from './housekeeping.js';
import type { Opening } from './opening.js';
import type { Writer } from './writer.js';

/** Where a scope is in its life. What exists only while it is held stands with the state, so that it cannot be missing. */
export type ScopeLife =
  | { readonly state: 'closed' }
  | {
      readonly state: 'loading';
      readonly done: Promise<void>;
      readonly started: Promise<void>;
      readonly opening: Opening;
    }
  /** Serving from memory what came since the start, until it is known what is stored. */
  | {
      readonly state: 'degraded';
      readonly done: Promise<void>;
      readonly opening: Opening;
      readonly journal: Journal;
    }
  | {
      readonly state: 'serving';
      readonly store: ScopeStore;
      readonly writer: Writer;
      readonly housekeeping: Housekeeping;
    }
  | {
      readonly state: 'fenced' | 'damaged';
      readonly reason: Error;
      readonly store: ScopeStore | null;
      /** How many changes it had taken which no store has. */
      readonly lost: number;
    };

/** Why the store does not answer, or why the scope does not serve any more; null while all is well. */
export function failureIn(life: ScopeLife): Error | null {
  switch (life.state) {
    case 'closed':
      return null;
    case 'loading':
    case 'degraded':
      return life.opening.failure;
    case 'serving':
      return life.writer.failure;
    case 'fenced':
    case 'damaged':
      return life.reason;
  }
}

/** How many changes it has taken which the store has not confirmed. */
export function unconfirmedIn(life: ScopeLife): number {
  switch (life.state) {
    case 'degraded':
      return life.journal.size;
    case 'serving':
      return life.writer.dirty;
    default:
      return 0;
  }
}
