import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readAppConfig } from '../../src/app-config.js';
import { CacheManager } from '../../src/cache/cache.manager.js';
import { createApp } from '../../src/run-app.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** The app on a free loopback port, all its scopes open. */
export class HttpApp {
  private constructor(
    private readonly app: NestFastifyApplication,
    /** Where it answers. */
    readonly url: string,
  ) {}

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
