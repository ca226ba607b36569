import { mkdirSync } from 'node:fs';
import type { Database, RangeOptions, RootDatabase } from 'lmdb';
import { TradingCacheError } from '../../errors/trading-cache.error.js';
import { StoreUnavailableError } from '../store.errors.js';
import { assertDataFile } from './data-file.js';

/** The databases inside a folder: values are text, keys of records bytes. Whatever fails does so as StoreUnavailableError. */
export class LmdbTables {
  readonly meta: Database<string, string>;
  readonly records: Database<string, Buffer>;
  private isOpen = true;

  private constructor(private readonly root: RootDatabase<string, string>) {
    this.meta = root.openDB({ name: 'meta', encoding: 'string' });
    this.records = root.openDB({ name: 'records', encoding: 'string', keyEncoding: 'binary' });
  }

  /** @throws {StoreUnavailableError} if the folder cannot be made, read or written, or holds something else. */
  static async open(folder: string): Promise<LmdbTables> {
    try {
      const { open } = await import('lmdb');
      mkdirSync(folder, { recursive: true });
      assertDataFile(folder);
      return new LmdbTables(
        open({
          path: folder,
          encoding: 'string',
          // lmdb takes a name with a dot in it for a file.
          noSubdir: false,
          // Without overlapping syncs a transaction is on the disk when it returns.
          overlappingSync: false,
        }),
      );
    } catch (cause) {
      throw unavailable(`the folder ${folder} cannot be opened: `, cause);
    }
  }

  read<T>(work: () => T): T {
    this.assertOpen();
    return attempt(work);
  }

  /** Carries out `work` as one transaction: if it throws, nothing of it is kept. */
  transaction<T>(work: () => T): T {
    this.assertOpen();
    return attempt(() => this.root.transactionSync(work));
  }

  /** The values of records in the order of their keys. */
  *values(range: RangeOptions): Generator<string, void, undefined> {
    const found = this.read(() => this.records.getRange(range)[Symbol.iterator]());
    try {
      for (;;) {
        const next = this.read(() => found.next());
        if (next.done === true) return;
        yield next.value.value;
      }
    } finally {
      if (this.isOpen) found.return?.();
    }
  }

  async close(): Promise<void> {
    this.isOpen = false;
    await this.root.close();
  }

  private assertOpen(): void {
    if (!this.isOpen) throw new StoreUnavailableError('it was closed');
  }
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof TradingCacheError ? cause : unavailable('', cause);
  }
}

function unavailable(prefix: string, cause: unknown): StoreUnavailableError {
  return new StoreUnavailableError(prefix + (cause as Error).message, { cause });
}
