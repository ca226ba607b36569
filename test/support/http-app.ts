import type { INestApplication } from '@nestjs/common';
import { readAppConfig } from '../../src/app-config.js';
import { CacheManager } from '../../src/cache/cache.manager.js';
import { createApp } from '../../src/run-app.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** An application on a free loopback port: the app, all its scopes open, or a host. */
export class HttpApp {
  private constructor(
    private readonly app: INestApplication,
    /** Where it answers. */
    readonly url: string,
  ) {}

  /** An application that is not listening yet. */
  static async listen(app: INestApplication): Promise<HttpApp> {
    await app.listen(0, '127.0.0.1');
    return new HttpApp(app, await app.getUrl());
  }

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<HttpApp> {
    const config = readAppConfig({ STORE_URL: 'memory:', LOG_LEVEL: 'fatal', PORT: '0', ...environment });
    const app = await createApp(config);
    await app.listen(config.port, config.host);
    await app.get(CacheManager).startAll();
    return new HttpApp(app, await app.getUrl());
  }

  get manager(): CacheManager {
    return this.app.get(CacheManager);
  }

  /** Sends a JSON body, or bytes as they stand. */
  async request(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const payload = Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body);
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: payload }),
    });
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    const isJson = type.includes('json');
    return { status: response.status, type, body: isJson ? (JSON.parse(text) as unknown) : text };
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
