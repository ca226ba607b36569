import type { Cluster, Redis } from 'ioredis';
import { describeHolder } from '../holder.js';
import type { Holder } from '../holder.js';
import { scopeIdOf } from '../scope-id.js';
import type { ScopeView, ViewedStore } from '../scope-view.js';
import { SCHEMA, schemaOf } from '../state-schema.js';
import { RedisClient } from './redis-client.js';
import { fillRecords, historyRecords, liveRecords, recordTotals, serverOf } from './redis-records.js';
import { placeOf, schemaRefusal } from './redis-place.js';
import { redisLocation } from './redis-url.js';
import { ScopeKeys } from './scope-keys.js';

const META = /^trading-cache:\{(?<scopeKey>[\w.-]+)\}:meta$/;
/** What means more than itself in a pattern of SCAN. */
const GLOB = /[*?[\]\\]/g;
const SCAN_COUNT = 1_000;

/** The scopes of a Redis, to look at. */
export class RedisView implements ViewedStore {
  private readonly reader: RedisClient;
  private readonly place: string;

  constructor(
    url: string,
    private readonly keyPrefix: string,
  ) {
    const location = redisLocation(url);
    this.reader = new RedisClient(location);
    this.place = placeOf(location);
  }

  async scopes(): Promise<readonly ScopeView[]> {
    const found = await this.reader.run((redis) => scopeKeysOf(redis, this.keyPrefix));
    return Promise.all([...found].toSorted().map((scopeKey) => this.view(scopeKey)));
  }

  close(): Promise<void> {
    return this.reader.close();
  }

  private async view(scopeKey: string): Promise<ScopeView> {
    const { reader } = this;
    const keys = new ScopeKeys(scopeKey, this.keyPrefix);
    const meta = await reader.run((redis) => redis.hgetall(keys.meta));
    const lease = await reader.run((redis) => redis.get(keys.lease));
    const server = await serverOf(reader, keys);
    const scope = scopeIdOf(scopeKey);
    const schema = schemaOf(meta['schema']);
    const isHeld = lease !== null && lease === meta['nonce'];
    return {
      scope,
      epoch: Number(meta['epoch']),
      sequence: Number(meta['sequence']),
      holder: isHeld ? describeHolder(JSON.parse(meta['holder'] as string) as Holder) : null,
      refusal: schema === SCHEMA ? null : schemaRefusal(scope, this.place, schema, this.keyPrefix),
      load: () => liveRecords(reader, keys, Date.now, server),
      history: () => historyRecords(reader, keys, server),
      fillEntries: () => fillRecords(reader, keys, server),
      sums: () => recordTotals(reader, keys),
    };
  }
}

async function scopeKeysOf(redis: Redis | Cluster, keyPrefix: string): Promise<ReadonlySet<string>> {
  const nodes = redis.isCluster ? (redis as Cluster).nodes('master') : [redis as Redis];
  const found = new Set<string>();
  const pattern = `${keyPrefix.replace(GLOB, '\\$&')}trading-cache:{*}:meta`;
  for (const node of nodes) {
    let cursor = '0';
    do {
      const [next, keys] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
      for (const key of keys) {
        const scopeKey = META.exec(key.slice(keyPrefix.length))?.groups?.['scopeKey'];
        if (scopeKey !== undefined) found.add(scopeKey);
      }
      cursor = next;
    } while (cursor !== '0');
  }
  return found;
}
