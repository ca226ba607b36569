import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

const POLL_MS = 20;
/** No snapshots, and no 5 s in which a master waits for further replicas. */
const PRESET = ['--save', '', '--repl-diskless-sync-delay', '0'];

/** A redis-server of a test's own: on a free loopback port, its data in a folder of its own, stopped by its pid. */
export class RedisServer {
  private child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly options: readonly string[],
  ) {}

  /** Starts a server, with further options such as `--appendonly yes`. */
  static async start(...options: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), 'redis-')), options);
    await server.start();
    return server;
  }

  /** Starts a Sentinel that watches nothing yet. */
  static async startSentinel(...options: readonly string[]): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
    const configuration = join(folder, 'sentinel.conf');
    writeFileSync(configuration, '');
    const server = new RedisServer(await freePort(), folder, [configuration, '--sentinel', ...options]);
    await server.start();
    return server;
  }

  /** Asks this server something over a connection of its own. */
  ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    return this.askAs(null, command);
  }

  /** `ask` with a password. */
  async askAs<T>(password: string | null, command: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, {
      lazyConnect: true,
      enableReadyCheck: false,
      retryStrategy: () => null,
      ...(password !== null && { password }),
    });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await command(redis);
    } finally {
      letGo(redis);
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, again after `kill`, and waits until it has loaded its data. */
  async start(): Promise<void> {
    const { REDIS_SERVER: command = 'redis-server', REDIS_LIBRARIES: libraries } = process.env;
    const fixed = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const isSentinel = this.options.includes('--sentinel');
    // A configuration file, where there is one, comes first.
    this.child = spawn(command, [...this.options, ...fixed, ...(isSentinel ? [] : PRESET)], {
      // It must not hold the test run's output open.
      stdio: 'ignore',
      env: { ...process.env, ...(libraries !== undefined && { LD_LIBRARY_PATH: libraries }) },
    });
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    for (;;) {
      if (this.child.exitCode !== null) throw new Error(`redis-server ended with ${this.child.exitCode}`);
      const answer = await redis.connect().then(() => redis.ping()).catch(() => null); // prettier-ignore
      letGo(redis);
      if (answer === 'PONG') return;
      await sleep(POLL_MS);
    }
  }

  /** Waits until this replica has all that its master has. */
  async inSync(): Promise<void> {
    while (!(await this.ask((redis) => redis.info('replication'))).includes('master_link_status:up'))
      await sleep(POLL_MS);
  }

  /** Forgets all data. */
  async flush(): Promise<void> {
    await this.ask((redis) => redis.flushall());
  }

  /** Stops it without ending it: connections stay open, and nothing is answered. */
  suspend(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  /** Ends it, and removes its data. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Where there is no connection any more, ioredis would wait 2 s for its end. */
function letGo(redis: Redis): void {
  if (redis.status !== 'end') redis.disconnect();
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
