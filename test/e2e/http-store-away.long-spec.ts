import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { RedisServer } from '../support/redis-server.js';
import { update } from '../support/updates.js';

jest.setTimeout(60_000);

const SCOPE = '/v1/scopes/default/default';
const BALANCE = { exchange: 'okx', account: 'trading', asset: 'BTC', free: '1' };

let server: RedisServer;
let app: HttpApp;

beforeEach(async () => {
  server = await RedisServer.start('--appendonly', 'yes');
  app = await HttpApp.start({ STORE_URL: server.url });
});

afterEach(async () => {
  await server.kill();
  await server.start();
  await app.close();
  await server.stop();
});

it('while its store is away the app is degraded, takes updates, and says that they are not durable', async () => {
  await server.kill();
  const [orders, balances] = await Promise.all([
    app.request('POST', `${SCOPE}/order-updates?durable=true`, { updates: [update()] }),
    app.request('PUT', `${SCOPE}/balances?durable=true`, { balances: [BALANCE, { ...BALANCE, free: 1 }] }),
  ]);
  expect(orders).toMatchObject({
    status: 503,
    type: 'application/problem+json',
    body: { code: 'NOT_DURABLE', results: [{ orderId: '7', outcome: 'applied' }] },
  });
  expect(balances).toMatchObject({
    status: 503,
    type: 'application/problem+json',
    body: { code: 'NOT_DURABLE', results: [{ outcome: 'applied' }, { outcome: 'rejected', field: 'free' }] },
  });
  expect(await app.request('GET', '/health/ready')).toMatchObject({
    status: 200,
    body: {
      status: 'degraded',
      details: { 'default/default': { status: 'degraded', store: 'away', dirty: 2 } },
    },
  });
  expect((await app.request('GET', `${SCOPE}/orders/7`)).status).toBe(200);
  expect(await app.request('POST', `${SCOPE}/order-updates`, { updates: [update()] })).toMatchObject({
    status: 200,
    body: { results: [{ outcome: 'duplicate' }] },
  });

  await server.start();
  expect(await app.request('POST', `${SCOPE}/sync`)).toMatchObject({
    status: 200,
    body: { sequence: expect.any(Number) as unknown as number, survives: 'process' },
  });
  expect(await app.request('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
});
