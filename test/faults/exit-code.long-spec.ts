import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RedisServer } from '../support/redis-server.js';
import { TestManagers } from '../support/test-managers.js';
import type { HostConfig } from './children/host.child.js';
import { Compiled } from './compiled.js';
import { StoreProcess } from './store-process.js';

jest.setTimeout(60_000);

type Ending = HostConfig['ending'];

let compiled: Compiled;
let server: RedisServer;
const managers = new TestManagers(() => ({ store: server.url, leaseTime: 1, onConflict: 'standby' }));

beforeAll(async () => {
  compiled = await Compiled.make();
});

beforeEach(async () => {
  server = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
});

afterEach(async () => {
  await managers.closeAll();
  await server.stop();
});

afterAll(() => compiled.remove());

/** A host that has taken an update which is not written yet. */
async function host(
  ending: Ending,
  durability: 'interval' | 'continuous' = 'interval',
): Promise<StoreProcess> {
  const options = { store: server.url, durability, syncInterval: 3_600, closeTimeout: 1, leaseTime: 1 };
  const config: HostConfig = { ending, options };
  // Under a test runner's NODE_ENV it would be taken for a test.
  const command = ['-u', 'NODE_ENV', process.execPath, compiled.child('host'), JSON.stringify(config)];
  const child = StoreProcess.command('env', ...command);
  await child.until(() => child.lines.includes('READY'));
  return child;
}

/** Tells it to end. @returns its exit code, or the signal that ended it. */
function ended(child: StoreProcess): Promise<number | NodeJS.Signals> {
  child.signal('SIGTERM');
  return child.end();
}

async function ordersSaved(): Promise<number> {
  const manager = await managers.opened();
  return manager.cache().ordersCount();
}

function said(child: StoreProcess, text: string): string[] {
  return child.lines.filter((line) => line.includes(text));
}

describe('SIGTERM with Redis alive', () => {
  it.each<[Ending, number | NodeJS.Signals]>([
    ['hooks', 'SIGTERM'],
    ['process exit', 0],
    ['own', 0],
  ])('saves all under `%s`, says so last, and ends with %s', async (ending, code) => {
    const child = await host(ending);
    expect(await ended(child)).toBe(code);
    expect(child.lines.at(-1)).toMatch(/All is saved: the scope was given back\./);
    expect(await ordersSaved()).toBe(1);
  });
});

describe('SIGTERM with Redis dead', () => {
  it.each<Ending>(['hooks', 'process exit', 'own'])(
    'ends with 1 under `%s`, tells each error once, and says last what was lost',
    async (ending) => {
      const child = await host(ending);
      await server.kill();
      expect(await ended(child)).toBe(1);
      expect(said(child, 'closed with 1 changes')).toHaveLength(1);
      expect(child.lines.at(-1)).toContain(
        'The close failed; this process ends with code 1. Not all changes were saved of default/default.',
      );
      await server.start();
      expect(await ordersSaved()).toBe(0);
    },
  );
});

describe('SIGTERM without hooks', () => {
  it('loses what was not written, of which a warning told, with the remedy', async () => {
    const child = await host('none');
    await child.until(() => said(child, 'Nothing listens to SIGTERM').length > 0);
    expect(said(child, 'Nothing listens to SIGTERM')).toEqual([
      expect.stringMatching(
        /loses the changes since the last sync, up to 3600 s .*app\.enableShutdownHooks\(\)/,
      ),
    ]);
    expect(await ended(child)).toBe('SIGTERM');
    expect(await ordersSaved()).toBe(0);
  });

  it('loses nothing under `continuous` that was committed, and is warned of too', async () => {
    const child = await host('none', 'continuous');
    await child.until(() => said(child, 'does not wait for the commit').length > 0);
    expect(await ended(child)).toBe('SIGTERM');
    expect(await ordersSaved()).toBe(1);
  });

  it.each<Ending>(['hooks', 'process exit', 'own'])('is not warned of under `%s`', async (ending) => {
    const child = await host(ending);
    // A warning comes 5 s after the start: there is no condition to wait for where none is to come.
    await sleep(6_000);
    expect(said(child, 'SIGTERM')).toEqual([]);
    await ended(child);
  });
});
