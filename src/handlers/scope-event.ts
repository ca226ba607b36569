import type { ScopeId } from '../stores/scope-id.js';

/**
 * - `serving`: it is loaded, or its store answers again.
 * - `away`: its store does not answer; memory serves on.
 * - `standby`: another process has it; this one waits.
 * - `fenced`: another process took it over; this one stopped for good.
 * - `damaged`: what is stored cannot be trusted, or the store refused what it was sent.
 * - `rolledBack`: the store had lost what it had confirmed, and is rewritten from memory.
 * - `closed`: it was closed.
 */
export type ScopeEventState = 'serving' | 'away' | 'standby' | 'fenced' | 'damaged' | 'rolledBack' | 'closed';

/** What became of a scope. */
export interface ScopeEvent extends ScopeId {
  readonly state: ScopeEventState;
  /** Why, where something is wrong; null otherwise. */
  readonly reason: Error | null;
}
