import type { LmdbTables } from './lmdb-tables.js';

/** Where a text stands. The name tells places apart in memory. */
export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What will stand in a place; null for nothing. */
export interface PlannedWrite {
  readonly bytes: Buffer;
  readonly text: string | null;
}

/**
 * What a transaction is going to write, so that all of it can be found out beside the transaction, and only the writing is left to it. Each
 * place is written once, with what was planned for it last.
 */
export class PlannedWrites {
  private readonly planned = new Map<string, PlannedWrite>();

  constructor(private readonly tables: LmdbTables) {}

  put({ name, bytes }: Place, text: string): void {
    this.planned.set(name, { bytes, text });
  }

  remove({ name, bytes }: Place): void {
    this.planned.set(name, { bytes, text: null });
  }

  /** What is planned for a place; undefined if nothing is. */
  plannedFor({ name }: Place): string | null | undefined {
    // Nearly all batches have no record twice, and most are small.
    return this.planned.size === 0 ? undefined : this.planned.get(name)?.text;
  }

  /** What will stand in a place by now, or null. */
  read(place: Place): string | null {
    const planned = this.plannedFor(place);
    return planned === undefined ? (this.tables.records.get(place.bytes) ?? null) : planned;
  }

  all(): Iterable<PlannedWrite> {
    return this.planned.values();
  }
}
