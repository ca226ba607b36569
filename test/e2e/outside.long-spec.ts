import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinel.js';
import { RedisServer } from '../support/redis-server.js';

/** The outside check of the contract: it replays recorded streams over HTTP and imports nothing of this project. */
const CHECK = fileURLToPath(new URL('../../../shared/tools/outside.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** `kill` waits for a lease in each case: `OUTSIDE_MODES=plain,twice,kill npm test -- test/e2e/outside` for all of them. */
const MODES = (process.env['OUTSIDE_MODES'] ?? 'twice').split(',');

jest.setTimeout(600_000);

interface Store {
  readonly url: string;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

let store: Store | null = null;

afterEach(async () => {
  await store?.stop();
  store = null;
});

async function outside(mode: string, url: string): Promise<string> {
  const child = spawn(process.execPath, [CHECK, '--app', '.', '--mode', mode, '--store', url], { cwd: ROOT });
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr.on('data', (data: Buffer) => (text += data.toString()));
  await once(child, 'exit');
  return text.trim().split('\n').at(-1) ?? '';
}

const isThere = existsSync(CHECK);
if (!isThere)
  process.stderr.write('test/e2e/outside: the outside check is not beside the project, so it is skipped.\n');

(isThere ? describe : describe.skip)('seen from outside, the app agrees with the exchanges', () => {
  it.each<[string, () => Promise<Store>]>([
    ['a Redis with AOF', () => RedisServer.start('--appendonly', 'yes')],
    ['a Cluster', () => RedisCluster.start()],
    ['Sentinels', () => RedisSentinels.start()],
  ])('on %s', async (_, start) => {
    store = await start();
    for (const mode of MODES) {
      await store.flush();
      expect(await outside(mode, store.url)).toMatch(new RegExp(`^${mode}: [1-9]\\d* checks, 0 faults$`));
    }
  });
});
