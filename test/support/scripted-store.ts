import type { Batch, CommitResult } from '../../src/stores/batch.js';
import type { CacheKey } from '../../src/stores/cache-key.js';
import type { RecordTotal } from '../../src/stores/record-sum.js';
import type {
  NumberedFill,
  ScopeStore,
  StoredChecksum,
  StoredFill,
  StoredHistory,
  StoredRecord,
} from '../../src/stores/state-store.js';
import { StoreUnavailableError } from '../../src/stores/store.errors.js';

/** What a store does with the next batch. */
export type Answer = 'take' | 'lose the answer' | 'be away' | CommitResult;

/**
 * A scope's store that a test tells what to answer. It takes a batch as real ones do: in sequence, each once. Without an answer
 * that was given to it, a commit waits.
 */
export class ScriptedStore implements ScopeStore {
  readonly epoch = 1;
  readonly sequence = 0;
  /** The batches that it was sent, as it got them. */
  readonly sent: Batch[] = [];
  /** What it has: the latest value of each key. */
  readonly records = new Map<string, string>();
  private readonly waiting: ((answer: Answer) => void)[] = [];
  private stored = 0;

  /** Answers the commit that waits. */
  answer(answer: Answer): void {
    const next = this.waiting.shift();
    if (next === undefined) throw new Error('no commit waits for an answer');
    next(answer);
  }

  /** Goes back in time by one batch. */
  loseLast(): void {
    this.stored--;
  }

  /** The number of commits that wait. */
  get inFlight(): number {
    return this.waiting.length;
  }

  async commit(batch: Batch): Promise<CommitResult> {
    this.sent.push(structuredClone(batch));
    const answer = await new Promise<Answer>((resolve) => this.waiting.push(resolve));
    if (typeof answer === 'object') return answer;
    if (answer === 'be away') throw new StoreUnavailableError('it is away');
    const result = this.carryOut(batch);
    if (answer === 'lose the answer') throw new StoreUnavailableError('the connection was reset');
    return result;
  }

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    // Nothing is stored that a writer's test would load.
  }

  async *history(): AsyncIterable<readonly StoredHistory[]> {
    // Nor anything of the past.
  }

  readHistory(): Promise<null> {
    return Promise.resolve(null);
  }

  historyKeys(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  trimHistory(): Promise<number> {
    return Promise.resolve(0);
  }

  fills(): Promise<readonly NumberedFill[]> {
    return Promise.resolve([]);
  }

  async *fillEntries(): AsyncIterable<readonly StoredFill[]> {
    // Nor any fills.
  }

  sums(): Promise<ReadonlyMap<CacheKey, RecordTotal>> {
    return Promise.resolve(new Map());
  }

  async *checksums(): AsyncIterable<readonly StoredChecksum[]> {
    // Nor anything to sum.
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  private carryOut({ sequence, operations }: Batch): CommitResult {
    if (sequence <= this.stored) return { outcome: 'DUP', survives: 'process' };
    if (sequence > this.stored + 1) return { outcome: 'GAP', storedSequence: this.stored };
    for (const operation of operations)
      if (operation.op === 'put') this.records.set(operation.key, operation.value);
    this.stored = sequence;
    return { outcome: 'OK', survives: 'process' };
  }
}
