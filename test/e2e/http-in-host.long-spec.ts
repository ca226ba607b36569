import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Injectable,
  Module,
  Param,
  Post,
  Query,
  Scope,
  UnauthorizedException,
  VersioningType,
} from '@nestjs/common';
import type { CanActivate, ExecutionContext, INestApplication, PipeTransform } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { afterEach, describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { TradingCacheHealthIndicator, TradingCacheProblemFilter } from '../../src/http.js';
import {
  AmbiguousOrderError,
  CacheManager,
  HistoryTrimmedError,
  InvalidOptionsError,
  InvalidScopeError,
  ScopeFencedError,
  ScopeHeldError,
  ScopeNotServingError,
  ScopeStandbyError,
  StoreUnavailableError,
  UpdateFault,
} from '../../src/index.js';
import { FaultStore } from '../support/fault-store.js';
import type { HttpApp } from '../support/http-app.js';
import { createHost, startHost } from '../support/http-host.js';
import type { HttpHost, Platform } from '../support/http-host.js';
import { FIRST_FILL } from '../support/updates.js';

const API = '/trading-cache/v1/scopes/grid/alice';
const PROBLEM = 'application/problem+json';
const NEW_ORDER = {
  exchange: 'binance',
  symbol: 'BTC/USDT:USDT',
  clientOrderId: 'mine',
  side: 'BUY',
  type: 'LIMIT',
  price: '90',
  amount: '1',
};
/** Every endpoint that changes something. */
const CHANGES = [
  ['POST', 'orders', NEW_ORDER],
  ['PUT', 'orders/7/cancel-intent', undefined],
  ['DELETE', 'orders/7/cancel-intent', undefined],
  ['POST', 'order-updates', { updates: [{ ...FIRST_FILL, id: '8' }] }],
  ['POST', 'trades', { trades: [{ ...FIRST_FILL, orderId: '9', tradeId: '33', quantity: '1' }] }],
  ['POST', 'trades/31/bust', { exchange: 'binance', symbol: 'BTCUSDT-PERP' }],
  ['POST', 'adjustments', { adjustments: [{}] }],
  ['POST', 'messages/okx', {}],
  ['POST', 'reconciliations', { exchange: 'binance', complete: true, adopt: true, positions: [] }],
  ['PUT', 'instruments', { instruments: [{ exchange: 'binance', symbol: 'X' }] }],
  ['PUT', 'balances', { balances: [{ exchange: 'okx', account: 'a', asset: 'BTC', free: '1' }] }],
  ['PUT', 'market-data/X', { a: 1 }],
  ['PUT', 'market-data/X/markPrice', { price: '1' }],
  ['PUT', 'params/k', { a: 1 }],
  ['DELETE', 'params/kept', undefined],
  ['PUT', 'metadata/X', { a: 1 }],
  ['DELETE', 'metadata/kept', undefined],
  ['POST', 'sync', undefined],
] as const;
const READS = [
  'orders',
  'orders/7',
  'orders/7/chain',
  'positions',
  'positions/BTCUSDT-PERP',
  'positions/BTCUSDT-PERP/ledger',
  'fills',
  'pnl?from=1700000000000&to=1700003600000&bucket=hour',
  'balances',
  'market-data/kept',
  'market-data/kept/markPrice',
  'params/kept',
  'metadata/kept',
  'integrity',
] as const;

let hosts: HttpApp[] = [];

afterEach(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  hosts = [];
});

async function start(options: HttpHost): Promise<HttpApp> {
  const host = await startHost(options);
  hosts.push(host);
  return host;
}

/** The JSON parser of Express refuses all but objects and lists, unless it is told otherwise. */
function takeBareValues(host: INestApplication): void {
  if (host.getHttpAdapter().getType() === 'express')
    (host as NestExpressApplication).useBodyParser('json', { strict: false });
}

/** What a scope is, without what depends on the clock. */
async function state(host: HttpApp, scope: string): Promise<unknown> {
  const paths = READS.filter((path) => !path.includes('market-data') && !path.startsWith('positions'));
  return Promise.all(paths.map(async (path) => (await host.request('GET', `${scope}/${path}`)).body));
}

/** Shows each user, whom a header names, the user's own scopes. */
function ownScopes({ userId }: { userId: string }, context: ExecutionContext): Promise<boolean> {
  const request = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
  return Promise.resolve(request.headers['x-user'] === userId);
}

/** What a host has of its own, which the cache must leave as it is. */
@Controller('own')
class OwnController {
  @Get('echo/:id')
  echo(@Param('id') id: string, @Query() query: object): object {
    return { id, query: { ...query } };
  }

  @Post('body')
  body(@Body() body: unknown): object {
    return { body };
  }

  @Get('refused')
  refused(): never {
    throw new BadRequestException('not today');
  }

  @Get('broken')
  broken(): never {
    throw new Error('a fault of the host');
  }
}

@Injectable()
class Keys {
  isKnown(key: unknown): boolean {
    return key === 'secret';
  }
}

@Injectable()
class KeyGuard implements CanActivate {
  constructor(private readonly keys: Keys) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
    if (this.keys.isKnown(headers['x-key'])) return true;
    throw new UnauthorizedException('a key is needed');
  }
}

@Module({ providers: [Keys, KeyGuard] })
class KeysModule {}

/** Each request has one of its own. */
@Injectable({ scope: Scope.REQUEST })
class RequestGuard implements CanActivate {
  static made = 0;

  constructor() {
    RequestGuard.made += 1;
  }

  canActivate(): boolean {
    return true;
  }
}

@Module({ providers: [RequestGuard] })
class RequestGuardModule {}

const FAILURES: Readonly<Record<string, () => Error>> = {
  fenced: () => new ScopeFencedError('grid/alice', 'process 7'),
  standby: () => new ScopeStandbyError('grid/alice', 'process 7'),
  held: () => new ScopeHeldError('grid/alice', { address: null, host: 'h', pid: 7, startedAt: 0 } as never),
  notServing: () => new ScopeNotServingError('grid/alice', 'loading', 'Wait.'),
  away: () => new StoreUnavailableError('no answer'),
  ambiguous: () => new AmbiguousOrderError('7', []),
  fault: () => new UpdateFault('amount', 'is missing'),
  scopeId: () => new InvalidScopeError('userId', 'is empty'),
  trimmed: () => new HistoryTrimmedError('BTC', 1, 2),
  options: () => new InvalidOptionsError(['store is wrong']),
  host: () => new BadRequestException('not today'),
};

@Controller('desk')
class DeskController {
  constructor(private readonly manager: CacheManager) {}

  @Get('order/:id')
  order(@Param('id') id: string): unknown {
    return this.manager.cache().order(id);
  }

  @Get('fails/:how')
  fails(@Param('how') how: string): never {
    throw (FAILURES[how] as () => Error)();
  }
}

@Controller('health')
class HostHealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: TradingCacheHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  all(): Promise<HealthCheckResult> {
    return this.health.check([() => this.indicator.isHealthy('cache')]);
  }

  @Get('one/:scope')
  @HealthCheck()
  one(@Param('scope') scope: string): Promise<HealthCheckResult> {
    return this.health.check([() => this.indicator.isHealthy('cache', scope)]);
  }

  @Get('by-id')
  @HealthCheck()
  byId(): Promise<HealthCheckResult> {
    const scope = { strategyId: 'grid', userId: 'bob' };
    return this.health.check([() => this.indicator.isHealthy('bob', scope)]);
  }
}

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HostHealthController],
  providers: [TradingCacheHealthIndicator],
})
class HostHealthModule {}

describe.each<Platform>(['Express', 'Fastify'])('in a host on %s', (platform) => {
  it('orders, updates and positions are as in the app, under the path of the module', async () => {
    const host = await start({ platform });
    const created = await host.request('POST', `${API}/orders`, NEW_ORDER);
    expect(created).toMatchObject({ status: 201, body: { clientOrderId: 'mine', status: 'PENDING' } });
    expect((await host.request('POST', `${API}/orders`, NEW_ORDER)).status).toBe(200);
    expect(await host.request('PUT', `${API}/orders/mine/cancel-intent`)).toMatchObject({ status: 204 });
    const symbol = encodeURIComponent(NEW_ORDER.symbol);
    expect(await host.request('GET', `${API}/orders/mine?exchange=binance&symbol=${symbol}`)).toMatchObject({
      status: 200,
      body: { cancelIntent: true },
    });
    const updates = [FIRST_FILL, { ...FIRST_FILL, side: 'UP' }, { ...FIRST_FILL, symbol: NEW_ORDER.symbol }];
    expect(await host.request('POST', `${API}/order-updates?durable=true`, { updates })).toMatchObject({
      status: 200,
      body: {
        results: [{ outcome: 'applied' }, { outcome: 'rejected', field: 'side' }, { outcome: 'applied' }],
        survives: 'nothing',
      },
    });
    expect(await host.request('GET', `${API}/positions/${symbol}`)).toMatchObject({
      status: 200,
      body: { symbol: NEW_ORDER.symbol, signedAmount: '1', entryPrice: '100' },
    });
    expect(await host.request('POST', `${API}/sync`)).toMatchObject({ status: 200 });
    expect((await host.request('GET', '/v1/scopes/grid/alice/positions')).status).toBe(404);
  });

  it('answers the other kinds of values: bare JSON, nothing, CSV with a link', async () => {
    const host = await start({ platform, prepare: takeBareValues });
    for (const value of [{ a: [1] }, 'text', 17, false]) {
      expect(await host.request('PUT', `${API}/params/k`, value)).toMatchObject({ status: 204, body: '' });
      expect(await host.request('GET', `${API}/params/k`)).toEqual({
        status: 200,
        type: 'application/json; charset=utf-8',
        body: value,
      });
    }
    const updates = ['a', 'b'].map((id) => ({ ...FIRST_FILL, id, tradeId: id }));
    await host.request('POST', `${API}/order-updates`, { updates });
    const csv = await fetch(`${host.url}${API}/fills?limit=1`, { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.headers.get('link')).toMatch(/^<\?.*cursor=.*>; rel="next"$/);
    expect((await csv.text()).split('\r\n')).toHaveLength(3);
  });

  it('refuses with problem details', async () => {
    const host = await start({ platform });
    const instance = `${API}/order-updates`;
    expect(await host.request('POST', `${instance}?durable=true`, { updates: [{}], more: 1 })).toEqual({
      status: 400,
      type: PROBLEM,
      body: {
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: expect.stringContaining('more is not known here'),
        instance,
        code: 'INVALID_REQUEST',
        errors: [{ field: 'more', reason: expect.any(String) }],
      },
    });
    const wrong: readonly (readonly [string, string, unknown, number])[] = [
      ['GET', `${API}/orders?limit=0`, undefined, 400],
      ['GET', `${API}/integrity?foo=1`, undefined, 400],
      ['GET', `${API}/orders?symbol=a&symbol=b`, undefined, 400],
      ['GET', `${API}/orders/none`, undefined, 404],
      ['GET', '/trading-cache/v1/scopes/grid/carol/orders', undefined, 404],
      ['POST', '/trading-cache/v1/scopes/grid/carol/orders', [], 404],
      ['POST', `${API}/orders`, [], 400],
      ['PUT', `${API}/params/k`, undefined, 400],
      ['GET', `${API}/params/none`, undefined, 404],
      ['POST', `${API}/orders`, { ...NEW_ORDER, amount: '1e3' }, 400],
      ['PUT', `${API}/params/k`, [[[[[[[[[]]]]]]]]], 400],
    ];
    for (const [method, path, body, status] of wrong)
      expect(await host.request(method as 'GET', path, body)).toMatchObject({ status, type: PROBLEM });
    await host.request('POST', instance, { updates: [FIRST_FILL, { ...FIRST_FILL, exchange: 'okx' }] });
    expect(await host.request('GET', `${API}/orders/7`)).toMatchObject({ status: 409, type: PROBLEM });
  });

  it('takes no form, which a page of another site could send', async () => {
    const host = await start({ platform });
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const response = await fetch(`${host.url}${API}/orders`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: new URLSearchParams(NEW_ORDER).toString(),
      });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    }
    expect((await host.request('GET', `${API}/orders`)).body).toMatchObject({ orders: [] });
  });

  describe('a message of an exchange', () => {
    const LONG_ID = '12345678901234567891';
    const TRADE = `{"e": "TRADE_LITE", "E": 1, "T": 1700000000123, "s": "BTCUSDT", "q": "1", "p": "100", "m": false, "c": "mine",
      "S": "BUY", "L": "100.10", "l": "0.5", "t": 7, "i": ${LONG_ID}}`;

    it('keeps every digit where the host has rawBody', async () => {
      const host = await start({ platform, rawBody: true });
      expect(await host.request('POST', `${API}/messages/binance`, Buffer.from(TRADE))).toMatchObject({
        status: 200,
        body: { results: [{ kind: 'trades', orderId: LONG_ID, outcome: 'applied' }] },
      });
    });

    it('is refused without it where digits were lost, and taken where none were', async () => {
      const host = await start({ platform });
      for (const number of [LONG_ID, '0.12345678901234567'])
        expect(
          await host.request('POST', `${API}/messages/binance`, Buffer.from(TRADE.replace(LONG_ID, number))),
        ).toMatchObject({
          status: 400,
          body: { errors: [{ field: 'body', reason: expect.stringContaining('rawBody: true') }] },
        });
      const short = Buffer.from(TRADE.replace(LONG_ID, '9007199254740991'));
      expect((await host.request('POST', `${API}/messages/binance`, short)).body).toMatchObject({
        results: [{ kind: 'trades', orderId: '9007199254740991', outcome: 'applied' }],
      });
    });

    it('is parsed strictly where the host has rawBody', async () => {
      const host = await start({ platform, rawBody: true });
      const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
      const answer = await host.request('PUT', `${API}/params/k`, body);
      expect(answer).toMatchObject({
        status: 400,
        body: { errors: [{ reason: 'must be well-formed UTF-8' }] },
      });
    });
  });

  describe('where it is mounted', () => {
    it('can be below a global prefix, whatever the versioning of the host', async () => {
      for (const type of [VersioningType.URI, VersioningType.MEDIA_TYPE] as const) {
        const host = await start({
          platform,
          mounts: [{ path: '/bots/cache/' }],
          prepare: (each) =>
            each
              .setGlobalPrefix('api')
              .enableVersioning(
                type === VersioningType.URI
                  ? { type, defaultVersion: '3' }
                  : { type, key: 'v=', defaultVersion: '3' },
              ),
        });
        const path = '/api/bots/cache/v1/scopes/grid/alice/positions';
        expect(await host.request('GET', path)).toMatchObject({ status: 200, body: { positions: [] } });
        expect((await host.request('GET', '/api/v3/bots/cache/v1/scopes')).status).toBe(404);
      }
    });

    it('can be no path at all', async () => {
      const host = await start({ platform, mounts: [{ path: '' }] });
      expect((await host.request('GET', '/v1/scopes/grid/alice/positions')).status).toBe(200);
    });

    it('can be several paths, each with options of its own', async () => {
      const deny: CanActivate = { canActivate: () => false };
      const host = await start({
        platform,
        mounts: [
          { path: 'a', readOnly: true },
          { path: 'b', scopes: ['bob'] },
          { path: 'c', guards: [deny] },
        ],
      });
      const orders = 'v1/scopes/grid/alice/orders';
      const statuses = await Promise.all([
        host.request('GET', `/a/${orders}`),
        host.request('POST', `/a/${orders}`, NEW_ORDER),
        host.request('GET', `/b/${orders}`),
        host.request('POST', '/b/v1/scopes/grid/bob/orders', NEW_ORDER),
        host.request('GET', `/c/${orders}`),
      ]);
      expect(statuses.map(({ status }) => status)).toEqual([200, 404, 404, 201, 403]);
    });
  });

  describe('readOnly', () => {
    it('leaves no endpoint that changes anything, and all others', async () => {
      const store = 'memory:';
      const host = await start({
        platform,
        store,
        mounts: [{ path: 'all' }, { path: 'read', readOnly: true }],
      });
      const all = '/all/v1/scopes/grid/alice';
      const read = '/read/v1/scopes/grid/alice';
      await host.request('POST', `${all}/order-updates`, { updates: [FIRST_FILL] });
      await host.request('PUT', `${all}/market-data/kept/markPrice`, { price: '1' });
      for (const path of ['params/kept', 'metadata/kept', 'market-data/kept'])
        await host.request('PUT', `${all}/${path}`, { a: 1 });
      const before = await state(host, all);
      for (const [method, path, body] of CHANGES) {
        expect([path, (await host.request(method, `${read}/${path}`, body)).status]).toEqual([path, 404]);
        // The same request does reach something where that is not read-only.
        const allowed = await host.request(method, `${all.replace('alice', 'bob')}/${path}`, body);
        expect(JSON.stringify(allowed.body)).not.toContain(`Cannot ${method}`);
      }
      expect(await state(host, all)).toEqual(before);
      for (const path of READS)
        expect([path, (await host.request('GET', `${read}/${path}`)).status]).toEqual([path, 200]);
      expect((await host.request('GET', '/read/v1/summary')).status).toBe(200);
    });
  });

  describe('guards', () => {
    it('of a module of the host are found there, and asked before the scope is looked for', async () => {
      const host = await start({ platform, imports: [KeysModule], mounts: [{ guards: [KeyGuard] }] });
      expect(await host.request('GET', '/trading-cache/v1/scopes/grid/carol/orders')).toMatchObject({
        status: 401,
        body: { message: 'a key is needed' },
      });
      for (const [method, path, body] of [
        ...CHANGES,
        ...READS.map((read) => ['GET', read, undefined] as const),
      ])
        expect((await host.request(method, `${API}/${path}`, body)).status).toBe(401);
      for (const path of ['scopes', 'summary'])
        expect((await host.request('GET', `/trading-cache/v1/${path}`)).status).toBe(401);
      const key = { 'x-key': 'secret' };
      expect((await host.request('GET', `${API}/orders`, undefined, key)).status).toBe(200);
      expect((await host.request('POST', `${API}/orders`, NEW_ORDER, key)).status).toBe(201);
    });

    it('are asked one after the other until one refuses', async () => {
      const asked: string[] = [];
      const guard = (name: string, answer: ReturnType<CanActivate['canActivate']>): CanActivate => ({
        canActivate: () => {
          asked.push(name);
          return answer;
        },
      });
      const guards = [
        guard('a', true),
        guard('b', of(true)),
        guard('c', Promise.resolve(false)),
        guard('d', true),
      ];
      const host = await start({ platform, mounts: [{ guards }] });
      expect((await host.request('GET', `${API}/orders`)).status).toBe(403);
      expect(asked).toEqual(['a', 'b', 'c']);
    });

    it('may be of a class that nobody provides, or that each request has anew', async () => {
      class Closed implements CanActivate {
        canActivate(): boolean {
          return false;
        }
      }
      const closed = await start({ platform, mounts: [{ guards: [Closed] }] });
      expect((await closed.request('GET', `${API}/orders`)).status).toBe(403);
      const host = await start({
        platform,
        imports: [RequestGuardModule],
        mounts: [{ guards: [RequestGuard] }],
      });
      RequestGuard.made = 0;
      for (let at = 0; at < 3; at++) expect((await host.request('GET', `${API}/orders`)).status).toBe(200);
      expect(RequestGuard.made).toBe(3);
    });

    it('that cannot be made end the start', async () => {
      const host = await createHost({ platform, mounts: [{ guards: [KeyGuard] }] });
      try {
        await expect(host.init()).rejects.toThrow('Keys');
      } finally {
        await host.close();
      }
    });
  });

  describe('scopes', () => {
    it('that are named are seen, and no others', async () => {
      const scopes = ['bob', { strategyId: 'a/b', userId: 'c' }];
      const host = await start({ platform, mounts: [{ scopes }] });
      const statuses = await Promise.all(
        ['grid/alice', 'grid/bob', 'a%2Fb/c'].map((scope) =>
          host.request('GET', `/trading-cache/v1/scopes/${scope}/positions`),
        ),
      );
      expect(statuses.map(({ status }) => status)).toEqual([404, 200, 200]);
      for (const path of ['scopes', 'summary'])
        expect(await host.request('GET', `/trading-cache/v1/${path}`)).toMatchObject({
          body: { scopes: [{ userId: 'bob' }, { userId: 'c' }] },
        });
    });

    it('may depend on the request', async () => {
      const host = await start({ platform, mounts: [{ scopes: ownScopes }] });
      const as = (user: string, path: string) =>
        host.request('GET', `/trading-cache/v1/${path}`, undefined, { 'x-user': user });
      expect((await as('bob', 'scopes/grid/bob/orders')).status).toBe(200);
      const hidden = await as('bob', 'scopes/grid/alice/orders');
      const absent = await as('bob', 'scopes/grid/carol/orders');
      expect(hidden.status).toBe(404);
      expect(JSON.stringify(hidden).replaceAll('alice', 'carol')).toBe(JSON.stringify(absent));
      expect((await as('alice', 'summary')).body).toMatchObject({ scopes: [{ userId: 'alice' }] });
      expect((await as('eve', 'scopes')).body).toEqual({ scopes: [] });
    });
  });

  describe("what is the host's own", () => {
    it('is untouched', async () => {
      const deny: CanActivate = { canActivate: () => false };
      const host = await start({
        platform,
        controllers: [OwnController],
        mounts: [
          { guards: [deny], scopes: [] },
          { path: 'other', readOnly: true },
        ],
      });
      expect((await host.request('GET', '/own/echo/7?durable=yes&x=1')).body).toEqual({
        id: '7',
        query: { durable: 'yes', x: '1' },
      });
      expect((await host.request('POST', '/own/body', { n: 1, deep: [[[[[[[[[1]]]]]]]]] })).body).toEqual({
        body: { n: 1, deep: [[[[[[[[[1]]]]]]]]] },
      });
      const form = await fetch(`${host.url}/own/body`, {
        method: 'POST',
        body: new URLSearchParams({ a: '1' }),
      });
      expect([form.status, await form.json()]).toEqual([201, { body: { a: '1' } }]);
      expect(await host.request('GET', '/own/refused')).toMatchObject({
        status: 400,
        type: 'application/json; charset=utf-8',
        body: { statusCode: 400, message: 'not today' },
      });
      expect(await host.request('GET', '/own/broken')).toMatchObject({
        status: 500,
        body: { statusCode: 500 },
      });
      expect(await host.request('GET', '/nowhere')).toMatchObject({ status: 404, body: { statusCode: 404 } });
    });

    it('disturbs nothing: a pipe for all that has a type', async () => {
      const strict: PipeTransform = {
        transform: (value: unknown, { type, metatype }) => {
          // What a ValidationPipe would copy and check.
          if (type === 'body' || type === 'query' || metatype !== Object)
            throw new BadRequestException('this belongs to the host');
          return value;
        },
      };
      const host = await start({ platform, prepare: (each) => each.useGlobalPipes(strict) });
      expect(
        (await host.request('POST', `${API}/orders`, { ...NEW_ORDER, reduceOnly: false })).body,
      ).toMatchObject({
        reduceOnly: false,
        amount: '1',
      });
      const updates = { updates: [FIRST_FILL, { ...FIRST_FILL, amount: 2 }] };
      expect((await host.request('POST', `${API}/order-updates?durable=false`, updates)).body).toEqual({
        results: [{ orderId: '7', outcome: 'applied' }, expect.objectContaining({ field: 'amount' })],
      });
      expect(
        (await host.request('GET', `${API}/orders?limit=1&state=open&includeCanceling=true`)).status,
      ).toBe(200);
      expect(await host.request('POST', `${API}/orders`, { nonsense: 1 })).toMatchObject({ type: PROBLEM });
    });
  });

  describe('the problem filter alone', () => {
    it.each([
      ['fenced', 421, 'SCOPE_FENCED'],
      ['standby', 421, 'SCOPE_STANDBY'],
      ['held', 421, 'SCOPE_HELD'],
      ['notServing', 503, 'SCOPE_NOT_SERVING'],
      ['away', 503, 'STORE_UNAVAILABLE'],
      ['ambiguous', 409, 'AMBIGUOUS_ORDER'],
      ['fault', 400, 'INVALID_ORDER'],
      ['scopeId', 400, 'INVALID_SCOPE'],
      ['trimmed', 410, 'HISTORY_TRIMMED'],
    ])('answers errors of the package in a controller of the host: %s', async (how, status, code) => {
      const host = await start({
        platform,
        mounts: [],
        controllers: [DeskController],
        providers: [{ provide: APP_FILTER, useClass: TradingCacheProblemFilter }],
      });
      const response = await fetch(`${host.url}/desk/fails/${how}?a=b`);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toBe(PROBLEM);
      expect(response.headers.get('retry-after')).toBe(status === 503 ? '1' : null);
      expect(await response.json()).toMatchObject({ status, code, instance: `/desk/fails/${how}` });
    });

    it('leaves all others to the host', async () => {
      const host = await start({
        platform,
        mounts: [],
        controllers: [DeskController],
        providers: [{ provide: APP_FILTER, useClass: TradingCacheProblemFilter }],
      });
      expect(await host.request('GET', '/desk/fails/host')).toMatchObject({
        status: 400,
        body: { statusCode: 400, message: 'not today' },
      });
      expect(await host.request('GET', '/desk/fails/options')).toMatchObject({
        status: 500,
        body: { statusCode: 500 },
      });
    });
  });

  describe('health', () => {
    it('is up, degraded with 200 while the store is away, and down with 503 where a scope does not serve', async () => {
      const store = new FaultStore();
      const host = await start({ platform, store, mounts: [], imports: [HostHealthModule] });
      const ask = (path: string) => host.request('GET', `/health${path}`);
      expect(await ask('')).toMatchObject({
        status: 200,
        body: {
          status: 'ok',
          details: {
            cache: {
              status: 'up',
              scopes: [
                { scope: 'grid/alice', status: 'up' },
                { scope: 'grid/bob', status: 'up' },
                { scope: 'a%2Fb/c', status: 'up' },
              ],
            },
          },
        },
      });
      const cache = host.manager.cache();
      store.isAway = true;
      cache.applyUpdate(FIRST_FILL);
      await expect(cache.flush({ timeoutMs: 1 })).rejects.toThrow('store is unavailable');
      expect(await ask('')).toMatchObject({ status: 200, body: { status: 'degraded' } });
      expect(await ask('/one/default')).toMatchObject({
        status: 200,
        body: {
          status: 'degraded',
          details: { cache: { status: 'degraded', state: 'serving', store: 'away' } },
        },
      });
      store.isAway = false;
      await cache.flush();
      await host.manager.cache('bob').close();
      expect(await ask('')).toMatchObject({
        status: 503,
        body: {
          error: { cache: { status: 'down', scopes: [{}, { scope: 'grid/bob', state: 'closed' }, {}] } },
        },
      });
      expect((await ask('/one/default')).status).toBe(200);
      expect((await ask('/by-id')).status).toBe(503);
      expect((await ask('/one/none')).status).toBe(503);
    });
  });
});

it('in a host on Express it says what is not durable while the store is away, and what to do', async () => {
  const store = new FaultStore();
  const host = await start({ platform: 'Express', store });
  store.isAway = true;
  const answer = await host.request('POST', `${API}/order-updates?durable=true`, { updates: [FIRST_FILL] });
  store.isAway = false;
  expect(answer).toMatchObject({
    status: 503,
    type: PROBLEM,
    body: { code: 'NOT_DURABLE', results: [{ outcome: 'applied' }] },
  });
});
