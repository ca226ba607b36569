import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Module } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ScheduleModule } from '@nestjs/schedule';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readAppConfig } from '../../src/app-config.js';
import { TradingCacheHttpModule } from '../../src/http.js';
import { TradingCacheModule } from '../../src/index.js';
import { createApp } from '../../src/run-app.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const HEADERS_MS = 300;
const LIMITS = { headersTimeout: HEADERS_MS, connectionsCheckingInterval: 100 };
const MOST = 3;

/** What a host on Express does: its adapter takes no options of the server. */
class LimitedExpressAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    this.httpServer = createServer(LIMITS, this.getInstance());
  }
}

@Module({
  imports: [ScheduleModule.forRoot(), TradingCacheModule.forRoot({ store: 'memory:' }), TradingCacheHttpModule.forRoot()],
})
class HostModule {} // prettier-ignore

const QUIET = { logger: false, abortOnError: false } as const;

const SERVERS: readonly (readonly [name: string, path: string, create: () => Promise<INestApplication>])[] = [
  [
    'the app',
    '/health/live',
    async () => {
      const app = await createApp(readAppConfig({ STORE_URL: 'memory:', LOG_LEVEL: 'fatal', PORT: '0' }));
      // The app's own times are ten seconds and more; it looks for those that are too slow each second.
      app.getHttpServer().headersTimeout = HEADERS_MS;
      return app;
    },
  ],
  [
    'a host on Express',
    '/trading-cache/v1/scopes',
    () => NestFactory.create(HostModule, new LimitedExpressAdapter(), QUIET),
  ],
  [
    'a host on Fastify',
    '/trading-cache/v1/scopes',
    () => NestFactory.create<NestFastifyApplication>(HostModule, new FastifyAdapter({ http: LIMITS }), QUIET),
  ],
];

let app: INestApplication | null = null;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app?.close();
  app = null;
});

async function listening(create: () => Promise<INestApplication>): Promise<URL> {
  app = await create();
  (app.getHttpServer() as Server).maxConnections = MOST;
  await app.listen(0, '127.0.0.1');
  return new URL(await app.getUrl());
}

async function open({ hostname, port }: URL): Promise<{ readonly socket: Socket; text: string }> {
  const socket = connect(Number(port), hostname);
  const opened = { socket, text: '' };
  socket.setEncoding('latin1').on('data', (chunk: string) => (opened.text += chunk));
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return opened;
}

describe.each(SERVERS)('%s', (_, path, create) => {
  it('closes a connection whose head never ends, however often it sends a little of it', async () => {
    const url = await listening(create);
    const slow = await open(url);
    slow.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n`);
    const dripping = setInterval(() => slow.socket.write('X-A: b\r\n'), 50);
    try {
      const served = await open(url);
      served.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
      await until(() => served.text.includes('HTTP/1.1 200'));
      await until(() => slow.socket.closed);
      expect(slow.text).toMatch(/^HTTP\/1\.1 408 /);
    } finally {
      clearInterval(dripping);
    }
  });

  it('closes connections above its limit, and serves those that are open', async () => {
    const url = await listening(create);
    const [first] = [await open(url), await open(url), await open(url)];
    const refused = await open(url);
    await until(() => refused.socket.closed);
    expect(refused.text).toBe('');
    first.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
    await until(() => first.text.includes('HTTP/1.1 200'));
  });
});
