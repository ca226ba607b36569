import { Module } from '@nestjs/common';
import type { DynamicModule, INestApplication, Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ScheduleModule } from '@nestjs/schedule';
import { TradingCacheHttpModule } from '../../src/http.js';
import type { TradingCacheHttpModuleOptions } from '../../src/http.js';
import { TradingCacheModule } from '../../src/index.js';
import type { StateStore } from '../../src/index.js';
import { HttpApp } from './http-app.js';

export type Platform = 'Express' | 'Fastify';

/** A host application with the cache's endpoints in it. */
export interface HttpHost {
  readonly platform: Platform;
  /** One for each time that the endpoints are mounted. */
  readonly mounts?: readonly TradingCacheHttpModuleOptions[];
  readonly store?: string | StateStore;
  readonly imports?: readonly (Type | DynamicModule)[];
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly rawBody?: boolean;
  /** What else the host does before it listens. */
  readonly prepare?: (app: INestApplication) => void;
}

/** A host with the scopes `grid/alice` (unnamed), `grid/bob` (named bob) and `a/b/c` (named odd), as an application. */
export async function createHost(host: HttpHost): Promise<INestApplication> {
  @Module({})
  class HostModule {}
  const root = {
    module: HostModule,
    imports: [
      ScheduleModule.forRoot(),
      TradingCacheModule.forRoot({
        strategyId: 'grid',
        userId: 'alice',
        scopes: [
          { name: 'bob', strategyId: 'grid', userId: 'bob' },
          { name: 'odd', strategyId: 'a/b', userId: 'c' },
        ],
        store: host.store ?? 'memory:',
      }),
      ...(host.mounts ?? [{}]).map((options) => TradingCacheHttpModule.forRoot(options)),
      ...(host.imports ?? []),
    ],
    controllers: [...(host.controllers ?? [])],
    providers: [...(host.providers ?? [])],
  };
  const options = { logger: false, abortOnError: false, rawBody: host.rawBody ?? false } as const;
  const app =
    host.platform === 'Express'
      ? await NestFactory.create(root, new ExpressAdapter(), options)
      : await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), options);
  host.prepare?.(app);
  return app;
}

/** The same, listening. */
export async function startHost(host: HttpHost): Promise<HttpApp> {
  return HttpApp.listen(await createHost(host));
}
