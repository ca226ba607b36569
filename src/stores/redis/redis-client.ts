import type { Cluster, Redis, Result } from 'ioredis';
import { StoreUnavailableError } from '../store.errors.js';
import { connectionTo } from './redis-connection.js';
import type { RedisLocation } from './redis-url.js';
import { ACQUIRE, COMMIT, RELEASE, RENEW, TRIM } from './scripts.js';

const CLOSE_TIMEOUT_MS = 1_000;

const SCRIPTS = {
  acquireScope: ACQUIRE,
  commitBatch: COMMIT,
  renewLease: RENEW,
  releaseScope: RELEASE,
  trimHistory: TRIM,
} as const;

/** A script's reply: a word, and what belongs to it. */
export type ScriptReply = readonly [string, ...string[]];
type Script = (keys: number, args: readonly string[]) => Result<ScriptReply, { type: 'default' }>;

/**
 * One connection. It sends nothing by itself a second time and keeps no queue while it is away: a command whose answer did not come
 * fails, and whoever sent it decides.
 */
export class RedisClient {
  private readonly redis: Redis | Cluster;
  private connecting: Promise<void> | null = null;
  private isClosed = false;

  constructor(location: RedisLocation) {
    this.redis = connectionTo(location);
    for (const [name, lua] of Object.entries(SCRIPTS)) this.redis.defineCommand(name, { lua });
    // Each failure reaches whoever sent a command; without a listener it would end the process.
    this.redis.on('error', () => undefined);
  }

  /** Runs a script. @throws {StoreUnavailableError} if its outcome is not known, or the server could not run it. */
  script(name: keyof typeof SCRIPTS, keys: readonly string[], args: readonly string[]): Promise<ScriptReply> {
    return this.run(async () => {
      const script = (this.redis as unknown as Record<string, Script>)[name] as Script;
      return script.call(this.redis, keys.length, [...keys, ...args]);
    });
  }

  /** Runs a command on the connection. @throws {StoreUnavailableError} if it fails. */
  async run<T>(command: (redis: Redis | Cluster) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new StoreUnavailableError('it was closed');
    try {
      await this.connected();
      return await command(this.redis);
    } catch (cause) {
      const error = cause as Error;
      // Half open: nothing comes any more, and nothing says so.
      if (error.message === 'Command timed out') this.redis.disconnect(true);
      throw new StoreUnavailableError(error.message, { cause });
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.redis.status === 'end' || this.redis.status === 'wait') {
      this.redis.disconnect();
      return;
    }
    const limit = setTimeout(() => this.redis.disconnect(), CLOSE_TIMEOUT_MS);
    await this.redis.quit().catch(() => this.redis.disconnect());
    clearTimeout(limit);
  }

  /** Waits for the first connection. Later ones are made behind, and commands fail at once until then. */
  private connected(): Promise<void> {
    this.connecting ??= this.redis.connect().catch((error: unknown) => {
      this.connecting = Promise.resolve();
      throw error;
    });
    return this.connecting;
  }
}
