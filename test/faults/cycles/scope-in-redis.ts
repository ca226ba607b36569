import type { Redis } from 'ioredis';
import { LIVE_TYPES } from '../../../src/stores/live-type.js';
import { ScopeKeys } from '../../../src/stores/redis/scope-keys.js';
import { scopeStoreKey } from '../../../src/stores/scope-id.js';
import type { RedisServer } from '../../support/redis-server.js';
import { USER } from '../children/load-config.js';

/** The keys of a scope of the cycles. */
export function keysOf(strategyId: string): ScopeKeys {
  return new ScopeKeys(scopeStoreKey({ strategyId, userId: USER }));
}

/** A scope of the cycles as a server has it, looked at without the product. */
export class ScopeInRedis {
  private readonly keys: ScopeKeys;

  constructor(
    private readonly server: RedisServer,
    strategyId: string,
  ) {
    this.keys = keysOf(strategyId);
  }

  /** The sequence of the last batch that was committed; 0 where none was. */
  async sequence(): Promise<number> {
    return Number(await this.server.ask((redis) => redis.hget(this.keys.meta, 'sequence')));
  }

  /** Waits until a batch is committed, or for no more. @returns the sequence of the last one then. */
  async reaches(sequence: number, isOver: () => boolean = () => false): Promise<number> {
    return this.server.ask(async (redis) => {
      for (;;) {
        const stored = Number(await redis.hget(this.keys.meta, 'sequence'));
        if (stored >= sequence || isOver()) return stored;
      }
    });
  }

  /** Who holds the scope: epoch and nonce. */
  async holder(): Promise<string> {
    return String(await this.server.ask((redis) => redis.hmget(this.keys.meta, 'epoch', 'nonce')));
  }

  /** Everything that is stored of the scope, byte for byte, but for the lease, which is renewed all the time. */
  async dump(): Promise<ReadonlyMap<string, string>> {
    return this.server.ask(async (redis) => {
      const all = new Map<string, string>();
      for (const key of (await redis.keys('*')).sort())
        if (this.isOurs(key)) all.set(key, await dumpOf(redis, key));
      return all;
    });
  }

  /** Every live record of an exchange as it is stored, by hash and key. */
  async recordsOf(exchange: string): Promise<ReadonlyMap<string, string>> {
    return this.server.ask(async (redis) => {
      const records = new Map<string, string>();
      for (const type of LIVE_TYPES) {
        for (const [key, value] of Object.entries(await redis.hgetall(this.keys.live(type))))
          if (key.startsWith(`${exchange}\u001f`)) records.set(`${type} ${key}`, value);
      }
      return records;
    });
  }

  private isOurs(key: string): boolean {
    return key !== this.keys.lease && key.startsWith(this.keys.meta.replace(/meta$/, ''));
  }
}

async function dumpOf(redis: Redis, key: string): Promise<string> {
  return ((await redis.dumpBuffer(key)) ?? Buffer.alloc(0)).toString('base64');
}
