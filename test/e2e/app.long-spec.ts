import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';

// The first start may have to build.
jest.setTimeout(180_000);

const SCOPE = '/v1/scopes/default/default';

let folder: string;
let running: AppProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((app) => app.end('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

function start(environment: Readonly<Record<string, string>> = {}): AppProcess {
  const app = AppProcess.spawn({ STORE_URL: `file:${folder}`, ...environment });
  running.push(app);
  return app;
}

function accepted(id: string) {
  return {
    exchange: 'binance',
    symbol: `S${id.length}`,
    id,
    status: 'ACCEPTED',
    side: 'BUY',
    amount: '1',
    filled: '0',
  };
}

/** Sends updates one after the other until the app takes no more. @returns the ids that were answered with 200. */
async function sendUntilRefused(
  app: AppProcess,
  client: number,
  query: string,
  onAnswer: () => void,
): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; ; at++) {
    const id = `${client}-${at}`;
    try {
      const answer = await app.post(`${SCOPE}/order-updates${query}`, { updates: [accepted(id)] });
      if (answer.status !== 200) return ids;
      await answer.json();
      ids.push(id);
      onAnswer();
    } catch {
      return ids;
    }
  }
}

async function openIds(app: AppProcess): Promise<Set<string>> {
  const ids = new Set<string>();
  let cursor = '';
  do {
    const answer = await app.request(`${SCOPE}/orders?state=open&limit=1000&cursor=${cursor}`);
    const page = (await answer.json()) as { orders: { id: string }[]; nextCursor: string | null };
    for (const { id } of page.orders) ids.add(id);
    cursor = page.nextCursor ?? '';
  } while (cursor !== '');
  return ids;
}

it('keeps every update that it accepted, with and without durable, when SIGTERM comes under load', async () => {
  // Under `interval` only the shutdown writes what was not asked to be durable.
  const app = await start({ DURABILITY: 'interval', SYNC_INTERVAL: '3600' }).ready();
  let answers = 0;
  let loaded!: () => void;
  const underLoad = new Promise<void>((resolve) => (loaded = resolve));
  const onAnswer = () => {
    if (++answers === 300) loaded();
  };
  const clients = ['', '', '?durable=true', '?durable=true'].map((query, client) =>
    sendUntilRefused(app, client, query, onAnswer),
  );
  await underLoad;
  expect(await app.end('SIGTERM')).toBe(0);
  const sent = (await Promise.all(clients)).flat();
  expect(sent.length).toBeGreaterThanOrEqual(300);

  const again = await start().ready();
  const kept = await openIds(again);
  expect(sent.filter((id) => !kept.has(id))).toEqual([]);
});

it('is closed by a SIGTERM to `npm start` as well, which waits for it', async () => {
  const npm = AppProcess.spawn(
    { STORE_URL: `file:${folder}`, DURABILITY: 'interval', SYNC_INTERVAL: '3600' },
    ['npm', 'start'],
  );
  running.push(npm);
  await npm.ready();
  await npm.post(`${SCOPE}/order-updates`, { updates: [accepted('kept')] });
  expect(await npm.end('SIGTERM')).toBe(0);
  const again = await start().ready();
  expect(await openIds(again)).toEqual(new Set(['kept']));
});

it('keeps every durable update when it is killed under load, at once open for the next process', async () => {
  const app = await start().ready();
  let answers = 0;
  let loaded!: () => void;
  const underLoad = new Promise<void>((resolve) => (loaded = resolve));
  const clients = [0, 1, 2, 3].map((client) =>
    sendUntilRefused(app, client, '?durable=true', () => {
      if (++answers === 200) loaded();
    }),
  );
  await underLoad;
  expect(await app.end('SIGKILL')).toBe('SIGKILL');
  const sent = (await Promise.all(clients)).flat();

  const again = await start().ready();
  const kept = await openIds(again);
  expect(sent.filter((id) => !kept.has(id))).toEqual([]);
  expect(await (await again.request(`${SCOPE}/integrity`)).json()).toMatchObject({ ok: true });
});

it('ends the start of a second process on its store, which names the first', async () => {
  const first = await start().ready();
  const second = start();
  expect(await second.exit()).toBe(1);
  expect(second.output).toContain(`process ${first.pid}`);
  expect((await first.request('/health/ready')).status).toBe(200);
});

it('ends the start on a wrong configuration with every fault listed', async () => {
  const app = start({
    PORT: '99999',
    HOST: 'no host',
    SCOPES: 'a/../b,c',
    API_KEYS: 'hidden=*,hidden',
    LOG_LEVEL: 'loud',
  });
  expect(await app.exit()).toBe(1);
  for (const name of ['PORT', 'HOST', 'SCOPES', 'API_KEYS', 'LOG_LEVEL'])
    expect(app.output).toContain(`${name}=`);
  expect(app.output).not.toContain('hidden');
});

it('ends the start on a port that is taken', async () => {
  const first = await start().ready();
  const port = /Listening on http:\S+:(\d+)/.exec(first.output)?.[1] as string;
  const second = start({ STORE_URL: 'memory:', PORT: port });
  expect(await second.exit()).toBe(1);
  expect(second.output).toContain('EADDRINUSE');
});
