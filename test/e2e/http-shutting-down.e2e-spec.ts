import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { until } from '../support/until.js';

/** Whether nobody listens at an address any more. */
function isRefused(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`).then(
    () => false,
    () => true,
  );
}

it('a request that is complete only when the app closes is refused with SHUTTING_DOWN', async () => {
  const app = await HttpApp.start();
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /v1/scopes HTTP/1.1\r\nHost: localhost\r\n');
  // The server has the beginning of the request, because it has answered a later one.
  await app.request('GET', '/health/live');
  const closed = app.close();
  await until(() => isRefused(app.url));
  socket.write('\r\n');
  const answer = await text(socket);
  await closed;
  expect(answer).toContain('HTTP/1.1 503');
  expect(answer).toContain('"code":"SHUTTING_DOWN"');
});
