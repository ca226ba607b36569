import { resolve } from 'node:path';
import type { Holder } from '../holder.js';
import { ScopeHolds } from '../scope-holds.js';
import { scopeStoreKey } from '../scope-id.js';
import type { ScopeId } from '../scope-id.js';
import type { ScopeStore, StateStore } from '../state-store.js';
import { NoReplicasError, StoreUnavailableError } from '../store.errors.js';
import { refusalOf } from './folder-schema.js';
import { HeldFolder } from './held-folder.js';
import { LmdbScopeStore } from './lmdb-scope.store.js';
import { readMeta, writeHold } from './scope-meta.js';
import type { ScopeMeta } from './scope-meta.js';

/** State in a local folder, for one process at a time. Nothing has to run beside the application. */
export class LmdbStateStore implements StateStore {
  readonly place: string;
  private readonly folder: string;
  private readonly holds = new ScopeHolds();
  private held: Promise<HeldFolder> | null = null;
  private closing: Promise<void> | null = null;

  constructor(
    folder: string,
    private readonly now: () => number = Date.now,
  ) {
    this.folder = resolve(folder);
    this.place = `file:${this.folder}`;
  }

  async acquire(scope: ScopeId, holder: Holder, replicas = 0): Promise<ScopeStore> {
    if (replicas > 0) throw new NoReplicasError('The embedded store');
    const { tables } = await this.hold(holder);
    const key = scopeStoreKey(scope);
    let taken: number | null = null;
    const acquired = tables.transaction((): ScopeMeta => {
      const heldUnder = this.holds.epochOf(scope, holder);
      const refusal = refusalOf(tables, this.folder, key);
      if (refusal !== null) throw refusal;
      const stored = readMeta(tables, key);
      if (heldUnder !== null) return stored;
      taken = Math.max(stored.epoch + 1, this.now());
      const meta = { epoch: taken, sequence: stored.sequence };
      writeHold(tables, key, meta);
      // Before it is on the disk: of two that ask at once, the second finds it held.
      this.holds.take(key, holder, taken);
      return meta;
    });
    const { epoch, sequence } = await acquired.catch((error: unknown) => {
      if (taken !== null) this.holds.release(key, taken);
      throw error;
    });
    return new LmdbScopeStore(tables, this.holds, key, epoch, sequence, this.now);
  }

  close(): Promise<void> {
    this.closing ??= this.closeFolder();
    return this.closing;
  }

  private async closeFolder(): Promise<void> {
    const held = await this.held?.catch(() => null);
    await held?.close();
  }

  /** Opens the folder and claims it for this process, once. What failed is tried again by the next that asks. */
  private hold(holder: Holder): Promise<HeldFolder> {
    if (this.closing !== null) return Promise.reject(new StoreUnavailableError('it was closed'));
    this.held ??= HeldFolder.open(this.folder, holder).catch((error: unknown) => {
      this.held = null;
      throw error;
    });
    return this.held;
  }
}
