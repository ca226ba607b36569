import type { ScopeId } from './scope-id.js';
import type { StoredHistory, StoredRecord } from './state-store.js';

/** A scope of a store to look at: nothing is taken, whoever has it goes on. What changes meanwhile may be seen or not. */
export interface ScopeView {
  readonly scope: ScopeId;
  readonly epoch: number;
  /** The sequence of the last batch that was committed. */
  readonly sequence: number;
  /** Who has it, in words; null where nobody does, or the store does not tell. */
  readonly holder: string | null;

  /** All live records in slices, those that are damaged too. */
  load(): AsyncIterable<readonly StoredRecord[]>;

  history(): AsyncIterable<readonly StoredHistory[]>;
}

/** A store whose scopes can be looked at. */
export interface ViewedStore {
  /** @throws {StoreUnavailableError} if the store cannot be reached. */
  scopes(): Promise<readonly ScopeView[]>;

  close(): Promise<void>;
}
