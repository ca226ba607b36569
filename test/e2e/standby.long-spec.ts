import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { AppProcess } from '../support/app-process.js';
import { RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { fill } from '../support/updates.js';

jest.setTimeout(60_000);

const SCOPE = '/v1/scopes/default/default';

let server: RedisServer;
let apps: AppProcess[];

beforeEach(async () => {
  server = await RedisServer.start('--appendonly', 'yes');
  apps = [];
});

afterEach(async () => {
  await Promise.all(apps.map((app) => app.end('SIGKILL')));
  await server.stop();
});

function spawn(): AppProcess {
  const app = AppProcess.spawn({ STORE_URL: server.url, ON_CONFLICT: 'standby' });
  apps.push(app);
  return app;
}

async function stateOf(app: AppProcess): Promise<unknown> {
  const { scopes } = (await (await app.request('/v1/scopes')).json()) as { scopes: { state: string }[] };
  return scopes[0]?.state;
}

async function standby(): Promise<AppProcess> {
  const app = await spawn().listening();
  await until(async () => (await stateOf(app)) === 'standby');
  return app;
}

it('an app on standby is not ready, names the writer, and takes over when that one is killed, losing nothing', async () => {
  const first = await spawn().ready();
  const second = await standby();
  expect((await second.request('/health/ready')).status).toBe(503);
  const refused = await second.post(`${SCOPE}/order-updates`, { updates: [fill('1', '1', '100')] });
  expect(refused.status).toBe(421);
  expect(await refused.json()).toMatchObject({
    code: 'SCOPE_STANDBY',
    detail: expect.stringContaining(`process ${first.pid}`),
  });

  const taken = await first.post(`${SCOPE}/order-updates?durable=true`, { updates: [fill('3', '3', '100')] });
  expect(taken.status).toBe(200);
  await first.end('SIGKILL');
  await second.ready();
  const position = await second.request(`${SCOPE}/positions/BTCUSDT`);
  expect(await position.json()).toMatchObject({ signedAmount: '3' });
});

it('an app on standby ends cleanly when it is told to, and the writer goes on', async () => {
  const first = await spawn().ready();
  const second = await standby();
  expect(await second.end('SIGTERM')).toBe(0);
  expect((await first.request('/health/ready')).status).toBe(200);
});
