import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess } from '../support/app-process.js';
import { RedisServer } from '../support/redis-server.js';
import type { Flood, FloodReport, FloodSizes } from './flood.js';
import { HonestClient } from './honest-client.js';
import { ResidentMemory } from './resident-memory.js';

/** Pours one flood into an app of its own, beside a client who is to be served meanwhile. @param root the checkout. */
export async function runFlood(flood: Flood, sizes: FloodSizes, root: string): Promise<FloodReport> {
  const folder = mkdtempSync(join(tmpdir(), 'flood-'));
  const redis = flood.needsRedis ? await RedisServer.start('--appendonly', 'yes') : null;
  const environment = { STORE_URL: redis?.url ?? `file:${join(folder, 'data')}` };
  const start = [process.execPath, join(root, 'scripts', 'start.mjs')] as const;
  const app = AppProcess.spawn(
    { ...environment, LOG_LEVEL: 'log', ...flood.environment(sizes) },
    start,
    root,
  );
  try {
    await app.ready();
    const client = new HonestClient(app.address);
    await client.start();
    const memory = new ResidentMemory(app.pid);
    const outcome = await flood.pour({ app, redis, sizes });
    const resident = await memory.end();
    const honest = await client.end();
    return { ...outcome, resident, honest };
  } finally {
    redis?.resume();
    await app.end('SIGKILL');
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
