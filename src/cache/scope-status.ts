import type { ScopeId } from '../stores/scope-id.js';
import type { LimitName } from '../state/limit-names.js';
import type { Durability } from './writer.js';

/**
 * - `closed`: not started, or closed.
 * - `loading`: being acquired and loaded.
 * - `standby`: another process has it; this one waits to take it over.
 * - `serving`: reads and updates are answered.
 * - `fenced`: another process took the scope over; this one stopped for good.
 * - `damaged`: what is stored cannot be trusted, or the store refused what it was sent.
 */
export type ScopeState = 'closed' | 'loading' | 'standby' | 'serving' | 'fenced' | 'damaged';

/** How a scope is doing. */
export interface ScopeStatus extends ScopeId {
  readonly state: ScopeState;
  /** `away` while the store does not answer; memory goes on serving. */
  readonly store: 'up' | 'away';
  readonly durability: Durability;
  readonly epoch: number;
  readonly sequence: number;
  /** Changes that the store has not confirmed. */
  readonly dirty: number;
  /** How long there have been such changes (ms). */
  readonly syncLagMs: number;
  /** When the store last confirmed a commit of this process (ms since the epoch); null if it never did. */
  readonly lastSyncAt: number | null;
  readonly orders: { readonly open: number; readonly inMemory: number };
  readonly positions: { readonly open: number };
  /** The limits that are reached: what is new there is refused. */
  readonly full: readonly LimitName[];
  /** How often something new was refused because of a limit, since the start. */
  readonly refused: number;
}
