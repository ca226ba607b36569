import type { ChangeEvent } from '../events/change-event.js';
import type { ScopeEvent, ScopeEventState } from '../handlers/scope-event.js';
import type { SyncEvent } from './sync-event.js';

/** Something that happened in a scope, or to it. */
export type CacheEvent =
  ChangeEvent | SyncEvent | { readonly event: `scope.${ScopeEventState}`; readonly data: ScopeEvent };
