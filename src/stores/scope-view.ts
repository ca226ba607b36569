import type { ScopeId } from './scope-id.js';
import type { ScopeStore } from './state-store.js';
import type { StateSchemaError } from './store.errors.js';

/** A scope of a store to look at: nothing is taken, whoever has it goes on. What changes meanwhile may be seen or not. */
export interface ScopeView extends Pick<ScopeStore, 'load' | 'history' | 'fillEntries' | 'sums'> {
  readonly scope: ScopeId;
  readonly epoch: number;
  /** The sequence of the last batch that was committed. */
  readonly sequence: number;
  /** Who has it, in words; null where nobody does, or the store does not tell. */
  readonly holder: string | null;

  /** Why its records cannot be read: they are laid out as another version does. Null where they can. */
  readonly refusal: StateSchemaError | null;
}

/** A store whose scopes can be looked at. */
export interface ViewedStore {
  /** @throws {StoreUnavailableError} if the store cannot be reached. */
  scopes(): Promise<readonly ScopeView[]>;

  close(): Promise<void>;
}
