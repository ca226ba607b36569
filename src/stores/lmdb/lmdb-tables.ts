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
  /** Transactions that are not on the disk yet. */
  private readonly running = new Set<Promise<unknown>>();

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
          // With it, lmdb itself leaves a promise that nobody handles, and that ends the process, where a commit fails.
          eventTurnBatching: false,
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

  /**
   * Carries out `work` in the order of these calls, as one transaction that is on the disk when this resolves: if it throws, nothing of it
   * is kept. What is asked for meanwhile may share a commit with others. Writing and syncing the file is left to another thread.
   */
  async transaction<T>(work: () => T): Promise<T> {
    this.assertOpen();
    const done = this.root.childTransaction(work).catch(commitFailure);
    this.running.add(done);
    try {
      return await done;
    } finally {
      this.running.delete(done);
    }
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
    await Promise.allSettled(this.running);
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
    throw failure(cause);
  }
}

/** Of a commit that failed lmdb tells why only in a promise of its own. */
async function commitFailure(error: unknown): Promise<never> {
  const reason = (error as { readonly commitError?: Promise<never> }).commitError;
  if (reason === undefined) throw failure(error);
  return reason.catch((cause: unknown) => {
    throw failure(cause);
  });
}

function failure(cause: unknown): Error {
  return cause instanceof TradingCacheError ? cause : unavailable('', cause);
}

function unavailable(prefix: string, cause: unknown): StoreUnavailableError {
  return new StoreUnavailableError(prefix + (cause as Error).message, { cause });
}
