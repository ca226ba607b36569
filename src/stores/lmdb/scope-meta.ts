import type { RecordTotal } from '../record-sum.js';
import { ScopeTotals } from '../scope-totals.js';
import { SCHEMA, schemaOf } from '../state-schema.js';
import type { LmdbTables } from './lmdb-tables.js';

const PREFIX = 'scope ';
const TOTALS_PREFIX = 'totals ';

/** What is kept of a scope beside its records. */
export interface ScopeMeta {
  readonly epoch: number;
  readonly sequence: number;
}

interface StoredMeta extends ScopeMeta {
  readonly schema?: string;
}

export function readMeta(tables: LmdbTables, scopeKey: string): ScopeMeta {
  const { epoch, sequence } = storedMeta(tables, scopeKey) ?? { epoch: 0, sequence: 0 };
  return { epoch, sequence };
}

/** The layout of a scope; this release's for one that was never taken. */
export function readSchema(tables: LmdbTables, scopeKey: string): string {
  const stored = storedMeta(tables, scopeKey);
  return stored === null ? SCHEMA : schemaOf(stored.schema);
}

export function writeMeta({ meta }: LmdbTables, scopeKey: string, { epoch, sequence }: ScopeMeta): void {
  meta.putSync(PREFIX + scopeKey, JSON.stringify({ schema: SCHEMA, epoch, sequence } satisfies StoredMeta));
}

export function readTotals({ meta }: LmdbTables, scopeKey: string): ScopeTotals {
  const text = meta.get(TOTALS_PREFIX + scopeKey);
  return text === undefined
    ? new ScopeTotals()
    : new ScopeTotals(new Map(JSON.parse(text) as [string, RecordTotal][]));
}

export function writeTotals({ meta }: LmdbTables, scopeKey: string, totals: ScopeTotals): void {
  meta.putSync(TOTALS_PREFIX + scopeKey, JSON.stringify([...totals.snapshot()]));
}

/** The keys of all scopes that ever were taken. */
export function scopeKeysIn({ meta }: LmdbTables): string[] {
  return Array.from(meta.getKeys({ start: PREFIX }))
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length));
}

function storedMeta({ meta }: LmdbTables, scopeKey: string): StoredMeta | null {
  const text = meta.get(PREFIX + scopeKey);
  return text === undefined ? null : (JSON.parse(text) as StoredMeta);
}
