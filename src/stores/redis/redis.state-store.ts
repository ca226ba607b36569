import type { Cluster, Redis } from 'ioredis';
import type { Holder } from '../holder.js';
import { scopeName, scopeStoreKey } from '../scope-id.js';
import type { ScopeId } from '../scope-id.js';
import type { ScopeStore, StateStore } from '../state-store.js';
import { schemaOf } from '../state-schema.js';
import { ScopeHeldError, StoreUnavailableError } from '../store.errors.js';
import { hostClient, prefixOf } from './host-client.js';
import { placeOf, schemaRefusal } from './redis-place.js';
import { assertKeyTypes } from './key-types.js';
import { RedisClient } from './redis-client.js';
import { RedisScopeStore } from './redis-scope.store.js';
import { redisLocation } from './redis-url.js';
import { assertKeyPrefix, ScopeKeys } from './scope-keys.js';
import { serverSettings } from './server-settings.js';

export interface RedisStateStoreOptions {
  /** How long a holder that stopped renewing keeps others out (ms), 10 s unless given. */
  readonly leaseMs?: number;
  /** What time it is (ms since the epoch). */
  readonly now?: () => number;
  /** What stands before all keys. Unless given it is the `keyPrefix` of a client, and nothing with a URL. */
  readonly keyPrefix?: string;
}

const LEASE_MS = 10_000;

/** State in Redis: every commit one script under a fence, so that no process that lost a scope writes it any more. */
export class RedisStateStore implements StateStore {
  private readonly writer: RedisClient;
  private readonly reader: RedisClient;
  private readonly scopes = new Map<string, RedisScopeStore>();
  /** The server, in words. */
  readonly place: string;
  private readonly keyPrefix: string;
  private readonly leaseMs: number;
  private readonly now: () => number;
  private isClosed = false;

  /**
   * @param where a URL (see `redisLocation`), or a client of ioredis that is connected there: connections of the store's own are made like
   *   its, and it stays yours to close.
   * @throws {InvalidStoreUrlError} {InvalidClientError} if it names no place.
   * @throws {InvalidKeyPrefixError} if the prefix has braces.
   */
  constructor(
    where: string | { readonly client: Redis | Cluster },
    { leaseMs = LEASE_MS, now = Date.now, keyPrefix }: RedisStateStoreOptions = {},
  ) {
    const location = typeof where === 'string' ? redisLocation(where) : hostClient(where.client);
    this.keyPrefix = keyPrefix ?? prefixOf(location);
    assertKeyPrefix(this.keyPrefix);
    this.place = placeOf(location);
    this.writer = new RedisClient(location);
    this.reader = new RedisClient(location);
    this.leaseMs = leaseMs;
    this.now = now;
  }

  async acquire(scope: ScopeId, holder: Holder, replicas = 0): Promise<ScopeStore> {
    this.assertOpen();
    const scopeKey = scopeStoreKey(scope);
    const keys = new ScopeKeys(scopeKey, this.keyPrefix);
    const types = (): Promise<void> => assertKeyTypes(this.writer, scopeName(scope), keys);
    const { epoch, sequence } = await this.take(scope, keys, holder, replicas).catch(
      async (error: unknown) => {
        if (String(error).includes('WRONGTYPE')) await types();
        throw error;
      },
    );
    const { connections } = this.writer;
    const settings = await serverSettings(this.writer);
    this.scopes.get(scopeKey)?.abandon();
    const { leaseMs, now, writer, reader } = this;
    const store = new RedisScopeStore({
      keys,
      holder,
      epoch,
      sequence,
      leaseMs,
      replicas,
      settings,
      connections,
      now,
      writer,
      reader,
    });
    this.scopes.set(scopeKey, store);
    try {
      await types();
    } catch (error) {
      await store.release().catch(() => undefined);
      throw error;
    }
    return store;
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const scope of this.scopes.values()) await scope.release().catch(() => undefined);
    await Promise.all([this.writer.close(), this.reader.close()]);
  }

  private async take(
    scope: ScopeId,
    keys: ScopeKeys,
    holder: Holder,
    replicas: number,
  ): Promise<{ readonly epoch: number; readonly sequence: number }> {
    const args = [holder.nonce, JSON.stringify(holder), String(this.now()), String(this.leaseMs)];
    const [outcome, first, second] = await this.writer.script(
      'acquireScope',
      [keys.meta, keys.lease],
      args,
      replicas,
    );
    if (outcome === 'OK') return { epoch: Number(first), sequence: Number(second) };
    if (outcome === 'SCHEMA')
      throw schemaRefusal(scope, this.place, schemaOf(first === '' ? null : first), this.keyPrefix);
    const other = JSON.parse(first as string) as Holder;
    throw new ScopeHeldError(`Scope ${scopeName(scope)}`, other, Math.max(0, Number(second)));
  }

  private assertOpen(): void {
    if (this.isClosed) throw new StoreUnavailableError('it was closed');
  }
}
