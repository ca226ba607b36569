import type { Batch, CommitResult, Survives } from '../batch.js';
import { CacheKey } from '../cache-key.js';
import { fillKey } from '../fill-key.js';
import { describeHolder } from '../holder.js';
import type { Holder } from '../holder.js';
import type { RecordTotal } from '../record-sum.js';
import type {
  NumberedFill,
  ScopeStore,
  StoredChecksum,
  StoredFill,
  StoredHistory,
  StoredRecord,
} from '../state-store.js';
import { batchArguments } from './batch-arguments.js';
import { historyRange, keyOfMember } from './history-member.js';
import type { RedisClient, ScriptReply } from './redis-client.js';
import { RedisLease } from './redis-lease.js';
import {
  fillRecords,
  historyRecords,
  liveRecords,
  recordChecksums,
  recordTotals,
  serverOf,
} from './redis-records.js';
import type { ScopeKeys } from './scope-keys.js';
import { serverSettings } from './server-settings.js';
import type { ServerSettings } from './server-settings.js';

/** What one scope of a Redis store needs to know of its store. */
export interface RedisScopeContext {
  readonly keys: ScopeKeys;
  readonly holder: Holder;
  readonly epoch: number;
  readonly sequence: number;
  readonly leaseMs: number;
  /** How many replicas must confirm a commit. */
  readonly replicas: number;
  readonly settings: ServerSettings;
  /** How many connections of the writer had been made when the settings were read. */
  readonly connections: number;
  readonly now: () => number;
  /** The connection of commits. */
  readonly writer: RedisClient;
  /** The connection of reads and of renewals, so that none waits behind a commit. */
  readonly reader: RedisClient;
}

/** One scope in Redis. */
export class RedisScopeStore implements ScopeStore {
  readonly epoch: number;
  readonly sequence: number;
  /** Without replicas: which of them had confirmed what is there is not known. */
  readonly survives: Survives;
  readonly risks: readonly string[];
  private readonly lease: RedisLease;
  private readonly holderText: string;
  private settings: ServerSettings;
  /** How many connections had been made when they were read: whoever answers over a later one may be another server. */
  private settingsOf: number;

  constructor(private readonly context: RedisScopeContext) {
    this.epoch = context.epoch;
    this.holderText = JSON.stringify(context.holder);
    this.sequence = context.sequence;
    this.settings = context.settings;
    this.survives = context.settings.survives;
    this.settingsOf = context.connections;
    this.risks = context.settings.risks;
    const { reader, keys, leaseMs } = context;
    // Behind a commit that takes its time it would come too late.
    this.lease = new RedisLease(leaseMs, () =>
      reader.script('renewLease', [keys.meta, keys.lease], [...this.claim(), String(leaseMs)]),
    );
  }

  async *load(): AsyncIterable<readonly StoredRecord[]> {
    const { writer, reader, keys, now } = this.context;
    // The one that the scope was taken on: during a failover the two connections may reach different ones.
    yield* liveRecords(reader, keys, now, await serverOf(writer, keys));
  }

  async commit({ epoch, sequence, operations }: Batch): Promise<CommitResult> {
    const { writer, keys, holder, leaseMs, replicas } = this.context;
    const head = [String(epoch), holder.nonce, String(sequence), String(leaseMs), this.holderText];
    const args = head.concat(batchArguments(operations));
    const reply = await writer.script('commitBatch', keys.forCommit(), args, replicas);
    return resultOf(reply, replicas > 0 ? 'failover' : await this.survivesNow());
  }

  async *history(): AsyncIterable<readonly StoredHistory[]> {
    const { reader, keys } = this.context;
    yield* historyRecords(reader, keys, await serverOf(reader, keys));
  }

  readHistory(key: string): Promise<string | null> {
    return this.context.reader.run((redis) => redis.hget(this.context.keys.history, key));
  }

  async historyKeys(index: string): Promise<readonly string[]> {
    const { reader, keys } = this.context;
    const members = await reader.run((redis) => redis.zrangebylex(keys.historyIndex, ...historyRange(index)));
    return members.map((member) => keyOfMember(index, member));
  }

  async trimHistory(before: number, limit: number): Promise<number> {
    const { writer, keys } = this.context;
    const args = [...this.claim(), String(before), String(limit)];
    return Number(await writer.script('trimHistory', [keys.meta, ...keys.forHistory()], args));
  }

  async fills(leg: string, first: number, last: number): Promise<readonly NumberedFill[]> {
    const { reader, keys } = this.context;
    const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
    // A command without fields is an error.
    if (numbers.length === 0) return [];
    const fields = numbers.map((number) => fillKey(leg, number));
    const values = await reader.run((redis) => redis.hmget(keys.fill, ...fields));
    return numbers.flatMap((number, at) => {
      const value = values[at] ?? null;
      return value === null ? [] : [{ number, value }];
    });
  }

  async *fillEntries(): AsyncIterable<readonly StoredFill[]> {
    const { reader, keys } = this.context;
    yield* fillRecords(reader, keys, await serverOf(reader, keys));
  }

  async sums(): Promise<ReadonlyMap<CacheKey, RecordTotal>> {
    const { reader, keys } = this.context;
    return recordTotals(reader, keys);
  }

  async *checksums(type: CacheKey.HISTORY | CacheKey.FILL): AsyncIterable<readonly StoredChecksum[]> {
    const { reader, keys } = this.context;
    const hash = type === CacheKey.FILL ? keys.fill : keys.history;
    yield* recordChecksums(reader, keys, hash, await serverOf(reader, keys));
  }

  async release(): Promise<void> {
    if (this.lease.hasEnded) return;
    this.lease.end();
    const { writer, keys } = this.context;
    await writer.script('releaseScope', [keys.meta, keys.lease], this.claim());
  }

  /** Ends the renewals without giving the scope back: it is acquired again by this process. */
  abandon(): void {
    this.lease.end();
  }

  /** What a commit survives that was just answered. */
  private async survivesNow(): Promise<Survives> {
    const { connections } = this.context.writer;
    if (connections !== this.settingsOf) {
      this.settings = await serverSettings(this.context.writer);
      this.settingsOf = connections;
    }
    return this.settings.survives;
  }

  private claim(): string[] {
    return [String(this.epoch), this.context.holder.nonce];
  }
}

function resultOf([outcome, detail = '']: ScriptReply, survives: Survives): CommitResult {
  switch (outcome) {
    case 'OK':
      return { outcome, survives };
    case 'DUP':
      return { outcome, survives, storedSequence: Number(detail) };
    case 'GAP':
      return { outcome, storedSequence: Number(detail) };
    case 'FENCED':
      return { outcome, holder: detail === '' ? 'nobody' : describeHolder(JSON.parse(detail) as Holder) };
    case 'LOST':
      return {
        outcome: 'BAD',
        reason: `it is at epoch ${detail}, before this process took the scope: it went back in time`,
      };
    default:
      return { outcome: 'BAD', reason: detail };
  }
}
