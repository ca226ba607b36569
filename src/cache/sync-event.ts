/** What became of writing changes to the store, by its name. */
export type SyncEvent =
  | { readonly event: 'sync.completed'; readonly data: SyncCompleted }
  | { readonly event: 'sync.failed'; readonly data: SyncFailed };

/** The store confirmed a batch. */
export interface SyncCompleted {
  readonly sequence: number;
  /** Changes that it has not confirmed yet. */
  readonly dirty: number;
}

/** The store does not answer. It is told once; the next `sync.completed` ends it. */
export interface SyncFailed {
  readonly reason: string;
}
