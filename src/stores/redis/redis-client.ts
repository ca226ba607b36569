import { createHash } from 'node:crypto';
import type { ChainableCommander, Cluster, Redis, Result } from 'ioredis';
import { StoreUnavailableError } from '../store.errors.js';
import { COMMAND_TIMEOUT_MS, Patience } from './patience.js';
import { connectionTo, limitCommands } from './redis-connection.js';
import { redisFailure } from './redis-failure.js';
import type { HostClient } from './host-client.js';
import type { RedisLocation } from './redis-url.js';
import { ACQUIRE, COMMIT, NAME_SERVER, RELEASE, RENEW, SCAN_CHECKSUMS, TRIM } from './scripts.js';

const CLOSE_TIMEOUT_MS = 1_000;
/** How long the first connection is waited for: ioredis asks Sentinels that do not answer again and again, and says nothing to whoever waits. */
const FIRST_CONNECTION_MS = 5_000;
/** How long replicas may take to confirm a commit. */
const WAIT_MS = 1_000;

const SCRIPTS = {
  acquireScope: ACQUIRE,
  commitBatch: COMMIT,
  renewLease: RENEW,
  releaseScope: RELEASE,
  trimHistory: TRIM,
  scanChecksums: SCAN_CHECKSUMS,
  nameServer: NAME_SERVER,
} as const;

type ScriptName = keyof typeof SCRIPTS;

type Replies = ReturnType<ChainableCommander['exec']>;

/** Scripts by their text, as servers name them. */
const SHAS: ReadonlyMap<string, string> = new Map(
  Object.values(SCRIPTS).map((lua) => [lua, createHash('sha1').update(lua).digest('hex')]),
);

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
  private connectionsMade = 0;
  private readonly patience = new Patience();
  private limitMs = COMMAND_TIMEOUT_MS;
  /** Why there is no connection, as long as there is none. */
  private connectionFailure: Error | null = null;

  constructor(location: RedisLocation | HostClient) {
    this.redis = connectionTo(location);
    for (const [name, lua] of Object.entries(SCRIPTS)) this.redis.defineCommand(name, { lua });
    // Without a listener it would end the process. Whoever sends a command is told of it then.
    this.redis.on('error', (error: Error) => (this.connectionFailure = error));
    this.redis.on('ready', () => {
      this.connectionFailure = null;
      this.connectionsMade++;
    });
    if (this.redis.isCluster) this.redis.on('+node', () => this.connectionsMade++);
  }

  /** How many connections were made: once there is another one, it may be another server that answers. */
  get connections(): number {
    return this.connectionsMade;
  }

  /**
   * Runs a script, and waits until `replicas` have what it wrote.
   *
   * @throws {StoreUnavailableError} if its outcome is not known, or the server could not run it, or too few replicas confirmed it in time.
   */
  script(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    replicas = 0,
  ): Promise<ScriptReply> {
    return this.run(async () => {
      if (replicas > 0) return this.replicated(SCRIPTS[name], keys, args, replicas);
      const script = (this.redis as unknown as Record<string, Script>)[name] as Script;
      return script.call(this.redis, keys.length, [...keys, ...args]);
    });
  }

  /** Runs a command on the connection. @throws {StoreUnavailableError} if it fails. */
  async run<T>(command: (redis: Redis | Cluster) => Promise<T>): Promise<T> {
    this.assertOpen();
    const limitMs = this.limited();
    try {
      await this.connected();
      const sentAt = performance.now();
      const reply = await command(this.redis);
      this.patience.answered(performance.now() - sentAt);
      return reply;
    } catch (cause) {
      const error = cause as Error;
      if (error.message === 'Command timed out') {
        this.patience.timedOut(limitMs);
        // Half open: nothing comes any more, and nothing says so.
        this.reconnect();
      }
      throw redisFailure(error, this.connectionFailure);
    }
  }

  /** Gives commands the time that they may take now. @returns it (ms). */
  private limited(): number {
    const { limitMs } = this.patience;
    if (limitMs !== this.limitMs) limitCommands(this.redis, limitMs);
    this.limitMs = limitMs;
    return limitMs;
  }

  /** @throws {StoreUnavailableError} if it was closed. */
  assertOpen(): void {
    if (this.isClosed) throw new StoreUnavailableError('it was closed');
  }

  /** Gives the connection up and makes another one. */
  reconnect(): void {
    this.redis.disconnect(true);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.redis.status === 'end') return;
    if (this.redis.status !== 'ready') {
      this.redis.disconnect();
      return;
    }
    const limit = setTimeout(() => this.redis.disconnect(), CLOSE_TIMEOUT_MS);
    await this.redis.quit().catch(() => this.redis.disconnect());
    clearTimeout(limit);
  }

  /** On one connection, because WAIT waits for what its own connection wrote. */
  private async replicated(
    lua: string,
    keys: readonly string[],
    args: readonly string[],
    replicas: number,
  ): Promise<ScriptReply> {
    const all = [...keys, ...args] as never;
    const toWait = (pipeline: ChainableCommander): Replies => pipeline.wait(replicas, WAIT_MS).exec();
    let replies = await toWait(this.redis.pipeline().evalsha(SHAS.get(lua) as string, keys.length, all));
    // A pipeline does not send again a script that the server does not have, or has lost: nothing was done then.
    if (replies?.[0]?.[0]?.message.startsWith('NOSCRIPT') === true)
      replies = await toWait(this.redis.pipeline().eval(lua, keys.length, all));
    const [ran, waited] = replies ?? [];
    const failure = ran?.[0] ?? waited?.[0];
    if (failure) {
      // A pipeline does not follow a Cluster's slot to another node; a command by itself does, and the next pipeline with it.
      await this.redis.exists(keys[0] as string).catch(() => 0);
      throw failure;
    }
    const confirmed = Number(waited?.[1]);
    if (confirmed < replicas)
      throw new Error(
        `NOREPLICAS ${confirmed} of ${replicas} replicas confirmed a commit within ${WAIT_MS} ms`,
      );
    return ran?.[1] as ScriptReply;
  }

  /** Waits for the first connection. Later ones are made behind, and commands fail at once until then. */
  private connected(): Promise<void> {
    this.connecting ??= this.firstConnection().finally(() => {
      this.connecting = Promise.resolve();
    });
    return this.connecting;
  }

  private async firstConnection(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`No connection within ${FIRST_CONNECTION_MS} ms`);
      timer = setTimeout(() => reject(error), FIRST_CONNECTION_MS);
    });
    try {
      await Promise.race([this.redis.connect(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
