import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventReader } from '../support/event-reader.js';
import { FaultStore } from '../support/fault-store.js';
import { HttpApp } from '../support/http-app.js';
import { startHost } from '../support/http-host.js';
import type { Platform } from '../support/http-host.js';
import { until } from '../support/until.js';
import { fill, traded, update } from '../support/updates.js';

const SCOPE = '/trading-cache/v1/scopes/grid/alice';
const PLATFORMS: readonly Platform[] = ['Fastify', 'Express'];

describe.each(PLATFORMS)('events on %s', (platform) => {
  let app: HttpApp;
  let readers: EventReader[];

  beforeEach(async () => {
    readers = [];
    app = await startHost({ platform });
  });

  afterEach(async () => {
    for (const reader of readers) reader.close();
    await app.close();
  });

  async function reader(path = '', lastEventId?: string): Promise<EventReader> {
    const opened = await EventReader.open(`${app.url}${SCOPE}/events${path}`, lastEventId);
    readers.push(opened);
    return opened;
  }

  async function apply(...updates: readonly unknown[]): Promise<void> {
    expect((await app.request('POST', `${SCOPE}/order-updates`, { updates })).status).toBe(200);
  }

  it('tell what happens in order, as the other endpoints show it', async () => {
    const stream = await reader();
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers['cache-control']).toBe('no-store, no-transform');
    await apply(update(), fill('4', '4', '100', { fee: '0.1', feeCurrency: 'USDT' }));
    await until(() => stream.of('sync.completed').length > 0);
    const names = stream.events.map(({ event }) => event).filter((event) => event !== 'sync.completed');
    expect(names).toEqual(['order.updated', 'fill', 'position.updated']);
    const numbers = stream.events.map(({ id }) => Number(id.split('.')[1]));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    const { body: order } = await app.request('GET', `${SCOPE}/orders/7`);
    expect(stream.of('order.updated')).toEqual([order]);
    const { body: position } = await app.request('GET', `${SCOPE}/positions/BTCUSDT`);
    expect(stream.of('position.updated')).toEqual([position]);
    const { body: fills } = await app.request('GET', `${SCOPE}/fills`);
    expect({ fills: stream.of('fill'), nextCursor: null }).toMatchObject(fills as object);
  });

  it('go on after the event that a reader got last', async () => {
    const first = await reader('?events=fill');
    await apply(traded('a', 'BUY', '1', '100'));
    await until(() => first.of('fill').length === 1);
    first.close();
    await apply(traded('b', 'BUY', '1', '100'), traded('c', 'BUY', '1', '100'));
    const second = await reader('?events=fill', first.lastId);
    await until(() => second.of('fill').length === 2);
    expect(second.of('fill').map(({ orderId }) => orderId)).toEqual(['b', 'c']);
    expect(second.of('resync')).toEqual([]);
  });

  it('are filtered by market and name', async () => {
    const streams = [await reader('?symbol=B&events=fill,order.updated'), await reader('?exchange=okx')];
    await apply(traded('a', 'BUY', '1', '100'), traded('b', 'BUY', '1', '100', { symbol: 'B' }));
    await apply(traded('c', 'BUY', '1', '100', { exchange: 'okx', symbol: 'C' }));
    await until(() => streams[1]?.of('position.updated').length === 1);
    expect(streams[0]?.events.map(({ event, data }) => [event, data['symbol']])).toEqual([
      ['order.updated', 'B'],
      ['fill', 'B'],
    ]);
    const ofMarkets = streams[1]?.events.filter(({ data }) => 'symbol' in data) ?? [];
    expect(ofMarkets.map(({ data }) => data['symbol'])).toEqual(['C', 'C', 'C']);
  });

  it('refuse names that there are not, parameters and scopes', async () => {
    for (const query of ['?events=orders', '?events=fill,fill%0a', '?since=1'])
      expect((await app.request('GET', `${SCOPE}/events${query}`)).status).toBe(400);
    const other = SCOPE.replace('alice', 'eve');
    expect((await app.request('GET', `${other}/events`)).status).toBe(404);
  });

  it('hold up neither a request for their head, nor the end of the application', async () => {
    const head = await fetch(`${app.url}${SCOPE}/events`, { method: 'HEAD' });
    expect(head.status).toBeLessThan(500);
    const stream = await reader();
    await app.close();
    await until(() => stream.ended);
    app = await startHost({ platform });
  });

  it('let 200 readers who do not read neither grow memory nor disturb one who does', async () => {
    const sockets: Socket[] = [];
    const { hostname, port } = new URL(app.url);
    for (let at = 0; at < 200; at++) {
      const socket = connect(Number(port), hostname);
      socket.pause();
      socket.on('error', () => undefined);
      socket.write(`GET ${SCOPE}/events HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
      sockets.push(socket);
    }
    const honest = await reader('?events=fill');
    const before = memory();
    const ROUNDS = 20;
    for (let round = 0; round < ROUNDS; round++)
      await apply(
        ...Array.from({ length: 100 }, (_, at) =>
          traded(`${round}-${at}`, at % 2 === 0 ? 'BUY' : 'SELL', '1', '100', { reason: 'x'.repeat(400) }),
        ),
      );
    await until(() => honest.of('fill').length === ROUNDS * 100);
    // What was sent is about 4 MB a reader: with a queue of each, it would be 0.8 GB.
    expect(memory() - before).toBeLessThan(200);
    for (const socket of sockets) socket.destroy();
  }, 60_000);
});

describe('events of a store that is away', () => {
  it('say once that it does not answer, and when it has everything', async () => {
    const store = new FaultStore();
    const app = await startHost({ platform: 'Fastify', store });
    const stream = await EventReader.open(`${app.url}${SCOPE}/events?events=sync.failed,sync.completed`);
    store.isAway = true;
    for (const id of ['a', 'b'])
      await app.request('POST', `${SCOPE}/order-updates`, { updates: [traded(id, 'BUY', '1', '100')] });
    await until(() => stream.of('sync.failed').length > 0);
    expect(stream.events).toHaveLength(1);
    expect(stream.of('sync.failed')).toEqual([{ reason: expect.stringMatching(/./) }]);
    store.isAway = false;
    await until(() => stream.of('sync.completed').at(-1)?.['dirty'] === 0);
    const { body } = await app.request('GET', '/trading-cache/v1/scopes');
    const [{ sequence }] = (body as { scopes: [{ sequence: number }] }).scopes;
    expect(stream.of('sync.completed').at(-1)).toEqual({ sequence, dirty: 0 });
    expect(stream.of('sync.failed')).toHaveLength(1);
    stream.close();
    await app.close();
  });
});

describe('events of an app that was started again', () => {
  it('begin with resync', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'events-'));
    const environment = { STORE_URL: `file:${folder}` };
    const path = '/v1/scopes/default/default';
    let app = await HttpApp.start(environment);
    const first = await EventReader.open(`${app.url}${path}/events`);
    await app.request('POST', `${path}/order-updates`, { updates: [traded('a', 'BUY', '1', '100')] });
    await until(() => first.of('fill').length === 1);
    await app.close();
    await until(() => first.ended);
    app = await HttpApp.start(environment);
    const second = await EventReader.open(`${app.url}${path}/events`, first.lastId);
    await until(() => second.events.length > 0);
    expect(second.events[0]).toMatchObject({ event: 'resync', id: second.lastId });
    expect(second.lastId.split('.')[0]).not.toBe(first.lastId.split('.')[0]);
    second.close();
    await app.close();
    rmSync(folder, { recursive: true });
  });
});

/** The memory of this process outside of what the engine may collect later (MB). */
function memory(): number {
  const { external, heapUsed } = process.memoryUsage();
  return (external + heapUsed) / 1_048_576;
}
