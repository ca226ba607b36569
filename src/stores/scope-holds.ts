import { describeHolder } from './holder.js';
import type { Holder } from './holder.js';
import { scopeName, scopeStoreKey } from './scope-id.js';
import type { ScopeId } from './scope-id.js';
import { ScopeHeldError } from './store.errors.js';

interface Hold {
  readonly holder: Holder;
  readonly epoch: number;
}

/** Who holds which scope of a store that one process has for itself. */
export class ScopeHolds {
  private readonly holds = new Map<string, Hold>();

  /**
   * The epoch under which a holder holds a scope already, or null if nobody does.
   *
   * @throws {ScopeHeldError} if another one does.
   */
  epochOf(scope: ScopeId, holder: Holder): number | null {
    const hold = this.holds.get(scopeStoreKey(scope));
    if (hold === undefined) return null;
    if (hold.holder.nonce !== holder.nonce)
      throw new ScopeHeldError(`Scope ${scopeName(scope)}`, hold.holder);
    return hold.epoch;
  }

  take(scopeKey: string, holder: Holder, epoch: number): void {
    this.holds.set(scopeKey, { holder, epoch });
  }

  isHeldUnder(scopeKey: string, epoch: number): boolean {
    return this.holds.get(scopeKey)?.epoch === epoch;
  }

  /** Who has the scope now, as one that is fenced reads it. */
  describe(scopeKey: string): string {
    const hold = this.holds.get(scopeKey);
    return hold === undefined ? 'nobody' : describeHolder(hold.holder);
  }

  /** Ends a hold, unless it has ended and the scope has another one by now. */
  release(scopeKey: string, epoch: number): void {
    if (this.isHeldUnder(scopeKey, epoch)) this.holds.delete(scopeKey);
  }
}
