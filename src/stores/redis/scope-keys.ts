import { CacheKey } from '../cache-key.js';
import { LIVE_TYPES } from '../live-type.js';
import type { LiveType } from '../live-type.js';
import { InvalidKeyPrefixError } from '../store.errors.js';

/** The types of records whose hashes the commit script is given, in that order. */
export const HASH_TYPES: readonly (LiveType | CacheKey.FILL)[] = [...LIVE_TYPES, CacheKey.FILL];

/** A type of values, as Redis names it. */
export type KeyType = 'hash' | 'string' | 'zset';

/** @throws {InvalidKeyPrefixError} if keys with it would not stay on one node of a Cluster. */
export function assertKeyPrefix(prefix: string): void {
  if (/[{}]/.test(prefix)) throw new InvalidKeyPrefixError(prefix);
}

/** The keys of one scope. All share a hash tag, so that a Cluster keeps them on one node and a script may touch them all. */
export class ScopeKeys {
  /** Schema, epoch, holder, sequence, and the totals of records (see `totalField`). */
  readonly meta: string;
  /** The holder's nonce, for as long as it renews it. */
  readonly lease: string;
  /** History entries by key. */
  readonly history: string;
  /** Under which members of the index each history entry stands. */
  readonly historyMembers: string;
  /** All indexes in one: index, time and key, in the order of bytes. */
  readonly historyIndex: string;
  /** The keys of history by time. */
  readonly historyAt: string;
  /** The fill history of all legs, by `fillKey`. */
  readonly fill: string;
  /** Made once: a small commit would take longer to name them than to write. */
  private ofCommits: readonly string[] | null = null;

  /**
   * @param scopeKey made of letters, digits, `-`, `_` and `.`, so that no id can move the hash tag.
   * @param prefix without braces (see `assertKeyPrefix`), so that it cannot either.
   */
  constructor(
    private readonly scopeKey: string,
    private readonly prefix: string = '',
  ) {
    this.meta = this.of('meta');
    this.lease = this.of('lease');
    this.history = this.of('history');
    this.historyMembers = this.of('history-members');
    this.historyIndex = this.of('history-index');
    this.historyAt = this.of('history-at');
    this.fill = this.of(CacheKey.FILL);
  }

  /** The hash of all live records of a type. */
  live(type: LiveType): string {
    return this.of(type);
  }

  /** What the commit script is given. */
  forCommit(): readonly string[] {
    return (this.ofCommits ??= [
      this.meta,
      this.lease,
      ...this.forHistory(),
      ...HASH_TYPES.map((type) => this.of(type)),
    ]);
  }

  /** The type that Redis must have of each key that exists. */
  types(): ReadonlyMap<string, KeyType> {
    return new Map<string, KeyType>([
      [this.meta, 'hash'],
      [this.lease, 'string'],
      [this.history, 'hash'],
      [this.historyMembers, 'hash'],
      [this.historyIndex, 'zset'],
      [this.historyAt, 'zset'],
      ...HASH_TYPES.map((type) => [this.of(type), 'hash'] as const),
    ]);
  }

  forHistory(): string[] {
    return [this.history, this.historyMembers, this.historyIndex, this.historyAt];
  }

  private of(part: string): string {
    return `${this.prefix}trading-cache:{${this.scopeKey}}:${part}`;
  }
}
