import type { Entry } from './entry.js';
import { Table } from './table.js';

/** A table that knows how long the text of its records is. What is being removed counts until the store knows: until then it is in memory. */
export class MeasuredTable<R extends { readonly json: string }> extends Table<R> {
  private sum = 0;

  /** The characters of all records together. */
  get length(): number {
    return this.sum;
  }

  /** By how many characters the table grows by a record. */
  growthBy(key: string, json: string): number {
    return json.length - (this.entries.get(key)?.record.json.length ?? 0);
  }

  override place(key: string, record: R): Entry<R> {
    this.sum += this.growthBy(key, record.json);
    return super.place(key, record);
  }

  override forget(entry: Entry<R>): void {
    if (entry.removed && this.entries.get(entry.key) === entry) this.sum -= entry.record.json.length;
    super.forget(entry);
  }

  override clear(): void {
    super.clear();
    this.sum = 0;
  }
}
