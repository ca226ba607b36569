import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { RedisServer } from '../support/redis-server.js';
import { update } from '../support/updates.js';

jest.setTimeout(60_000);

const SCOPE = '/v1/scopes/default/default';

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
  const durable = await app.request('POST', `${SCOPE}/order-updates?durable=true`, { updates: [update()] });
  expect(durable).toMatchObject({
    status: 503,
    type: 'application/problem+json',
    body: { code: 'NOT_DURABLE', results: [{ orderId: '7', outcome: 'applied' }] },
  });
  expect(await app.request('GET', '/health/ready')).toMatchObject({
    status: 200,
    body: {
      status: 'degraded',
      details: { 'default/default': { status: 'degraded', store: 'away', dirty: 1 } },
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
    body: { sequence: 1, survives: 'process' },
  });
  expect(await app.request('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
});
