import type { LmdbTables } from './lmdb-tables.js';

/** What is kept of a scope beside its records. */
export interface ScopeMeta {
  readonly epoch: number;
  readonly sequence: number;
}

export function readMeta({ meta }: LmdbTables, scopeKey: string): ScopeMeta {
  const text = meta.get(`scope ${scopeKey}`);
  return text === undefined ? { epoch: 0, sequence: 0 } : (JSON.parse(text) as ScopeMeta);
}

export function writeMeta({ meta }: LmdbTables, scopeKey: string, { epoch, sequence }: ScopeMeta): void {
  meta.putSync(`scope ${scopeKey}`, JSON.stringify({ epoch, sequence }));
}
