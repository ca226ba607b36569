import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, expect, it, jest } from '@jest/globals';
import { Access } from '../../src/access/access.js';
import { fastifyServer } from '../../src/fastify-server.js';
import { HttpApp } from '../support/http-app.js';

const KEYS = { one: 'first-secret-key', two: 'second-secret-key' };
const API_KEYS = `${KEYS.one}=*,${KEYS.two}=*`;

let app: HttpApp | null = null;
const sockets: Socket[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  for (const socket of sockets.splice(0)) socket.destroy();
  await app?.close();
  app = null;
});

async function statusesOf(url: string, count: number, key: string | null): Promise<readonly number[]> {
  const headers: [string, string][] = key === null ? [] : [['authorization', `Bearer ${key}`]];
  const answers = Array.from({ length: count }, () => fetch(`${url}/v1/scopes`, { headers }));
  return (await Promise.all(answers)).map(({ status }) => status);
}

it('a key that sends too much is told when to go on, and the others are served', async () => {
  // The clock of the limit stands, so that no token grows in between.
  jest.spyOn(performance, 'now').mockReturnValue(1_000);
  app = await HttpApp.start({ API_KEYS, RATE_LIMIT: '5' });
  const first = await statusesOf(app.url, 8, KEYS.one);
  expect(first.toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  const refused = await fetch(`${app.url}/v1/scopes`, { headers: { authorization: `Bearer ${KEYS.one}` } });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429 });
  const guesses = [...(await statusesOf(app.url, 4, 'a-guess')), ...(await statusesOf(app.url, 3, null))];
  expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect(await statusesOf(app.url, 5, KEYS.two)).toEqual([200, 200, 200, 200, 200]);
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  jest.spyOn(performance, 'now').mockReturnValue(1_200);
  expect(await statusesOf(app.url, 2, KEYS.one)).toEqual([200, 429]);
});

it('connections above MAX_CONNECTIONS are closed, and those that are open are served', async () => {
  app = await HttpApp.start({ MAX_CONNECTIONS: '3' });
  const { hostname, port } = new URL(app.url);
  const open = async (): Promise<Socket> => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  const [served] = [await open(), await open(), await open()];
  const answered = once(served, 'data');
  served.write(`GET /health/live HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  expect(String(await answered)).toContain('HTTP/1.1 200');
  const refused = await open();
  if (!refused.closed) await once(refused, 'close');
  expect(refused.bytesRead).toBe(0);
});

it('waits neither for the head of a request nor for its end as long as it likes to take', async () => {
  const adapter = fastifyServer(new Access({ keys: null, hosts: null, rateLimit: null }), 1);
  const { headersTimeout, requestTimeout } = adapter.getInstance().server;
  expect([headersTimeout, requestTimeout]).toEqual([10_000, 30_000]);
  await adapter.close();
});

it('a key stands in no log and in no answer', async () => {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  app = await HttpApp.start({ API_KEYS, LOG_LEVEL: 'verbose' });
  const texts: string[] = [];
  for (const key of [...Object.values(KEYS), 'wrong-secret-key']) {
    const headers = { authorization: `Bearer ${key}` };
    for (const path of ['/v1/scopes', '/v1/scopes/a/b/orders', '/%zz', '/nowhere', '/metrics', '/health/ready', '/v1/summary?x=1']) {
      const answer = await fetch(app.url + path, { headers });
      texts.push(JSON.stringify([...answer.headers]), await answer.text());
    }
    const broken = await fetch(`${app.url}/v1/scopes/default/default/orders`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{' }); // prettier-ignore
    texts.push(await broken.text());
  }
  await app.close();
  app = null;
  jest.restoreAllMocks();
  expect(written.length).toBeGreaterThan(0);
  expect(texts.join()).toContain('UNAUTHORIZED');
  expect(written.join() + texts.join()).not.toContain('secret-key');
}); // prettier-ignore
