import { mkdirSync } from 'node:fs';
import type { Database, RangeOptions, RootDatabase } from 'lmdb';
import { TradingCacheError } from '../../errors/trading-cache.error.js';
import { StoreUnavailableError } from '../store.errors.js';
import { assertDataFile } from './data-file.js';
import type { PlannedWrite } from './planned-writes.js';

/** A text under a key of `meta`. */
export type MetaWrite = readonly [key: string, text: string];

/** The databases inside a folder: values are text, keys of records bytes. Whatever fails does so as StoreUnavailableError. */
export class LmdbTables {
  readonly meta: Database<string, string>;
  readonly records: Database<string, Buffer>;
  private isOpen = true;
  /** Transactions that are not on the disk yet. */
  private readonly running = new Set<Promise<unknown>>();
  /** The last that was asked for of what takes turns, by name. */
  private readonly turns = new Map<string, Promise<unknown>>();

  private constructor(
    private readonly root: RootDatabase<string, string>,
    private readonly ifExists: number,
  ) {
    this.meta = root.openDB({ name: 'meta', encoding: 'string' });
    this.records = root.openDB({ name: 'records', encoding: 'string', keyEncoding: 'binary' });
  }

  /** @throws {StoreUnavailableError} if the folder cannot be made, read or written, or holds something else. */
  static async open(folder: string): Promise<LmdbTables> {
    try {
      const { IF_EXISTS, open } = await import('lmdb');
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
        IF_EXISTS,
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
    return this.settled(this.root.childTransaction(work));
  }

  /**
   * Writes records as one transaction that is on the disk when this resolves: all of them, or none if `meta` has nothing under a key. The other
   * thread does all of it, finding their places in the file too. What follows from what is stored is found out before, so whoever depends on
   * it takes turns with others: see `inTurn`.
   *
   * @returns whether they were written.
   */
  async write(
    condition: string,
    meta: readonly MetaWrite[],
    records: Iterable<PlannedWrite>,
  ): Promise<boolean> {
    this.assertOpen();
    const done = this.meta.ifVersion(condition, this.ifExists, () => {
      // Nothing here can throw: keys are short enough, and values are texts. What was queued before would be written.
      for (const { bytes, text } of records)
        if (text === null) void this.records.remove(bytes);
        else void this.records.put(bytes, text);
      for (const [key, text] of meta) void this.meta.put(key, text);
    });
    return this.settled(done);
  }

  /** Does some work after all that was asked for before under a name, at once if that is done. It sees all that is committed. */
  inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const fresh = (): Promise<T> => {
      this.assertOpen();
      // What was committed by whoever else has the folder open is seen too.
      this.root.resetReadTxn();
      return work();
    };
    const before = this.turns.get(name);
    const turn = before === undefined ? fresh() : before.then(fresh, fresh);
    this.turns.set(name, turn);
    const end = (): void => {
      if (this.turns.get(name) === turn) this.turns.delete(name);
    };
    turn.then(end, end);
    return turn;
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

  /** What became of a transaction; it is waited for before the folder is closed. */
  private async settled<T>(transaction: Promise<T>): Promise<T> {
    const done = transaction.catch(commitFailure);
    this.running.add(done);
    try {
      return await done;
    } finally {
      this.running.delete(done);
    }
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
