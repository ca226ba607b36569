import { readFileSync } from 'node:fs';
import type { RedisServer } from '../test/support/redis-server.js';

/** What a redis-server took since it began. */
export interface ServerUsage {
  /** CPU time (ms). */
  readonly cpu: number;
  /** Bytes that clients sent it, and that it sent them. */
  readonly received: number;
  readonly sent: number;
}

const TICK_MS = 10;
const IDLE = [3, 4];

export async function usageOf(server: RedisServer): Promise<ServerUsage> {
  const info = await server.ask(async (redis) => `${await redis.info('cpu')}\n${await redis.info('stats')}`);
  const figures = new Map(
    info.split(/\r?\n/).flatMap((line): [string, number][] => {
      const [name = '', value] = line.split(':');
      return value === undefined ? [] : [[name, Number(value)]];
    }),
  );
  const of = (name: string): number => figures.get(name) as number;
  return {
    cpu: (of('used_cpu_user') + of('used_cpu_sys')) * 1_000,
    received: of('total_net_input_bytes'),
    sent: of('total_net_output_bytes'),
  };
}

export function usedSince(now: ServerUsage, before: ServerUsage): ServerUsage {
  return {
    cpu: now.cpu - before.cpu,
    received: now.received - before.received,
    sent: now.sent - before.sent,
  };
}

/** CPU time that everything on this machine took since it began (ms). */
export function machineCpuTime(): number {
  const [all = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = all.trim().split(/\s+/).slice(1, 9).map(Number);
  return TICK_MS * ticks.reduce((sum, count, at) => (IDLE.includes(at) ? sum : sum + count), 0);
}
