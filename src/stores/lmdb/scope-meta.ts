import type { LmdbTables } from './lmdb-tables.js';

const PREFIX = 'scope ';

/** What is kept of a scope beside its records. */
export interface ScopeMeta {
  readonly epoch: number;
  readonly sequence: number;
}

export function readMeta({ meta }: LmdbTables, scopeKey: string): ScopeMeta {
  const text = meta.get(PREFIX + scopeKey);
  return text === undefined ? { epoch: 0, sequence: 0 } : (JSON.parse(text) as ScopeMeta);
}

export function writeMeta({ meta }: LmdbTables, scopeKey: string, { epoch, sequence }: ScopeMeta): void {
  meta.putSync(PREFIX + scopeKey, JSON.stringify({ epoch, sequence }));
}

/** The keys of all scopes that ever were taken. */
export function scopeKeysIn({ meta }: LmdbTables): string[] {
  return Array.from(meta.getKeys({ start: PREFIX }))
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length));
}
