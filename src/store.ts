/** What the author of a store needs: the contract, the errors that it throws, and the store in memory as a model. */
export type { Batch, CommitResult, Operation, Survives } from './stores/batch.js';
export { CacheKey } from './stores/cache-key.js';
export { fillKey, parseFillKey } from './stores/fill-key.js';
export type { FillPlace } from './stores/fill-key.js';
export type { Holder } from './stores/holder.js';
export { LIVE_TYPES } from './stores/live-type.js';
export type { LiveType } from './stores/live-type.js';
export { MemoryStateStore } from './stores/memory/memory.state-store.js';
export { checksumOf, SUMMED_TYPES } from './stores/record-sum.js';
export type { RecordTotal, SummedType } from './stores/record-sum.js';
export type { ScopeId } from './stores/scope-id.js';
export type {
  NumberedFill,
  ScopeStore,
  StateStore,
  StoredChecksum,
  StoredFill,
  StoredHistory,
  StoredRecord,
} from './stores/state-store.js';
export {
  DamagedRecordError,
  InvalidScopeError,
  InvalidStoreUrlError,
  NoReplicasError,
  ScopeHeldError,
  StoreUnavailableError,
} from './stores/store.errors.js';
export { openStateStore } from './stores/store-url.js';
export type { StoreSettings } from './stores/store-url.js';
export { TradingCacheError } from './errors/trading-cache.error.js';
