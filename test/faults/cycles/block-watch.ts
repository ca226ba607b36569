import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisServer } from '../../support/redis-server.js';

/** What holds a server that is watched this long is noted by it (ms). */
const NOTED_MS = 1;
const BETWEEN_PINGS_MS = 1;

/** How long a server kept everybody waiting (ms). */
export interface Blocks {
  /** The longest single event of the server's own latency monitor: a command or script, a write to its file, a fork. */
  readonly byMonitor: number;
  /** The longest PING of a second connection, one a millisecond: what others saw, what the machine did besides included. */
  readonly byPing: number;
}

/** Watches a server from when it has started until `stop`. */
export class BlockWatch {
  /** What a server that is to be watched is started with. */
  static readonly OPTIONS: readonly string[] = ['--latency-monitor-threshold', `${NOTED_MS}`];
  private isStopped = false;
  private readonly pinging: Promise<number>;

  constructor(private readonly server: RedisServer) {
    this.pinging = server.ask(async (redis) => {
      let longest = 0;
      while (!this.isStopped) {
        const began = performance.now();
        await redis.ping();
        longest = Math.max(longest, performance.now() - began);
        await sleep(BETWEEN_PINGS_MS);
      }
      return longest;
    });
  }

  async stop(): Promise<Blocks> {
    this.isStopped = true;
    const byPing = Math.round(await this.pinging);
    const events = (await this.server.ask((redis) => redis.call('LATENCY', 'LATEST'))) as unknown[][];
    return { byPing, byMonitor: Math.max(0, ...events.map(([, , , longest]) => Number(longest))) };
  }
}
