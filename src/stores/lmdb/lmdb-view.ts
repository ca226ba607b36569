import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { describeHolder } from '../holder.js';
import { ScopeHolds } from '../scope-holds.js';
import { scopeIdOf } from '../scope-id.js';
import type { ScopeView, ViewedStore } from '../scope-view.js';
import { StoreUnavailableError } from '../store.errors.js';
import { hasDataFile } from './data-file.js';
import { readClaim } from './folder-claim.js';
import { refusalOf } from './folder-schema.js';
import { liveHolder } from './held-folder.js';
import { LmdbScopeStore } from './lmdb-scope.store.js';
import { LmdbTables } from './lmdb-tables.js';
import { readMeta, scopeKeysIn } from './scope-meta.js';

/** The scopes of a folder, to look at beside whoever has it: LMDB's readers disturb no writer. */
export class LmdbView implements ViewedStore {
  private tables: LmdbTables | null = null;
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  async scopes(): Promise<readonly ScopeView[]> {
    if (!existsSync(this.folder)) throw new StoreUnavailableError(`there is no folder ${this.folder}`);
    // LMDB would make a store in a folder that has none.
    if (!hasDataFile(this.folder)) throw new StoreUnavailableError(`there is no store in ${this.folder}`);
    const tables = (this.tables ??= await LmdbTables.open(this.folder));
    const holder = await liveHolder(
      this.folder,
      tables.read(() => readClaim(tables)),
    );
    const told = holder === null ? null : describeHolder(holder);
    return tables
      .read(() => scopeKeysIn(tables))
      .map((scopeKey) => viewOf(tables, this.folder, scopeKey, told));
  }

  async close(): Promise<void> {
    await this.tables?.close();
  }
}

/** @param holder who has the folder, and so each of its scopes. */
function viewOf(tables: LmdbTables, folder: string, scopeKey: string, holder: string | null): ScopeView {
  const { epoch, sequence } = tables.read(() => readMeta(tables, scopeKey));
  const store = new LmdbScopeStore(tables, new ScopeHolds(), scopeKey, epoch, sequence, Date.now);
  return {
    scope: scopeIdOf(scopeKey),
    epoch,
    sequence,
    holder,
    refusal: tables.read(() => refusalOf(tables, folder, scopeKey)),
    load: () => store.load(),
    history: () => store.history(),
    fillEntries: () => store.fillEntries(),
    sums: () => store.sums(),
  };
}
