import type { RecordTotal } from '../record-sum.js';
import { ScopeTotals } from '../scope-totals.js';
import { SCHEMA, schemaOf } from '../state-schema.js';
import type { LmdbTables, MetaWrite } from './lmdb-tables.js';

const PREFIX = 'scope ';
const TOTALS_PREFIX = 'totals ';
const HELD_PREFIX = 'held ';

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

export function metaWrite(scopeKey: string, { epoch, sequence }: ScopeMeta): MetaWrite {
  return [PREFIX + scopeKey, JSON.stringify({ schema: SCHEMA, epoch, sequence } satisfies StoredMeta)];
}

/** Takes a scope, inside of a transaction: from then on nothing is written under an epoch that it had before. */
export function writeHold({ meta }: LmdbTables, scopeKey: string, held: ScopeMeta): void {
  const start = heldKey(scopeKey, '');
  const before = Array.from(meta.getKeys({ start, end: `${start}~` }));
  for (const key of before) meta.removeSync(key);
  meta.putSync(heldKey(scopeKey, held.epoch), '');
  meta.putSync(...metaWrite(scopeKey, held));
}

/** There is something under this key for as long as a scope is held under an epoch, so that a transaction can depend on it. */
export function heldKey(scopeKey: string, epoch: number | ''): string {
  return `${HELD_PREFIX}${scopeKey} ${epoch}`;
}

export function readTotals(tables: LmdbTables, scopeKey: string): ScopeTotals {
  return totalsIn(totalsText(tables, scopeKey));
}

/** The totals of a scope as this process wrote them last, so that they are not read anew for each commit. */
export class KnownTotals {
  private text: string | null = null;
  private totals: ScopeTotals | null = null;

  constructor(
    private readonly tables: LmdbTables,
    private readonly scopeKey: string,
  ) {}

  /** The totals that are stored. Whoever takes them may change them, and notes them once they are stored. */
  take(): ScopeTotals {
    const { text, totals } = this;
    const stored = totalsText(this.tables, this.scopeKey);
    this.totals = null;
    return totals !== null && stored === text ? totals : totalsIn(stored);
  }

  stored([, text]: MetaWrite, totals: ScopeTotals): void {
    this.text = text;
    this.totals = totals;
  }
}

export function totalsWrite(scopeKey: string, { json }: ScopeTotals): MetaWrite {
  return [TOTALS_PREFIX + scopeKey, json];
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

function totalsText({ meta }: LmdbTables, scopeKey: string): string | null {
  return meta.get(TOTALS_PREFIX + scopeKey) ?? null;
}

function totalsIn(text: string | null): ScopeTotals {
  return text === null
    ? new ScopeTotals()
    : new ScopeTotals(new Map(JSON.parse(text) as [string, RecordTotal][]));
}
