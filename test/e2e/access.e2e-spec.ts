import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventReader } from '../support/event-reader.js';
import { HttpApp } from '../support/http-app.js';
import { until } from '../support/until.js';
import { FIRST_FILL } from '../support/updates.js';

const KEYS = { own: 'own-key', reader: 'reader-key', other: 'other-key', all: 'all-key', both: 'both-key' };
const ENVIRONMENT = {
  SCOPES: 'grid/alice,vault/mallory',
  API_KEYS: `${KEYS.own}=grid/alice,${KEYS.reader}:ro=grid/alice,${KEYS.other}=vault/mallory,${KEYS.all}=*,${KEYS.both}=grid/alice|vault/mallory`,
};
const OWN = '/v1/scopes/grid/alice';
const FOREIGN = '/v1/scopes/vault/mallory';
/** Only in the foreign scope; no answer may have it. */
const SECRETS = ['SECRETSYM', 'secret-order', 'secret-client', '31337', 'secret-param'];

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

let app: HttpApp;

/** Sends a request with its path as it stands, which `fetch` would tidy up. */
function ask({ method, path, body, headers = {} }: Asked, key: string | null): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      app.url,
      {
        method,
        path,
        headers: {
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(headers as Readonly<Record<string, string | string[]>>),
        },
      },
      (answer) => {
        let text = '';
        answer.on('data', (data: Buffer) => {
          text += data.toString();
          // A stream of events has no end.
          if ((answer.headers['content-type'] ?? '').includes('event-stream')) answer.destroy();
        });
        answer.on('close', () => resolve({ status: answer.statusCode as number, headers: answer.headers, text })); // prettier-ignore
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const SECRET_UPDATE = { ...FIRST_FILL, symbol: 'SECRETSYM', id: 'secret-order', clientOrderId: 'secret-client', price: '31337', lastFilledPrice: '31337', average: '31337' }; // prettier-ignore
const READS = [
  '/orders', '/orders?state=all&source=all', '/orders/secret-order', '/orders/secret-order/chain', '/positions', '/positions/SECRETSYM',
  '/positions/SECRETSYM?at=1700000000000', '/positions/SECRETSYM/ledger', '/fills', '/fills?limit=0', '/fills?limit=x', '/pnl?bucket=day', '/pnl?bucket=', '/balances',
  '/integrity', '/events', '/market-data/SECRETSYM', '/market-data/SECRETSYM/markPrice', '/params/secret-param', '/metadata/SECRETSYM', '/nothing', '',
]; // prettier-ignore
const WRITES: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['POST', '/orders', { exchange: 'binance', symbol: 'SECRETSYM', side: 'BUY', type: 'LIMIT', amount: '9', id: 'x' }],
  ['POST', '/order-updates', { updates: [{ ...SECRET_UPDATE, filled: '2' }] }],
  ['POST', '/order-updates?durable=true', { updates: [] }],
  ['POST', '/order-updates?durable=x', { updates: [{}] }],
  ['POST', '/trades', { trades: [{ exchange: 'binance', symbol: 'SECRETSYM', orderId: 'secret-order', side: 'BUY', tradeId: 'z', quantity: '1', price: '1' }] }],
  ['POST', '/trades/1/bust', { exchange: 'binance', symbol: 'SECRETSYM', orderId: 'secret-order' }],
  ['POST', '/adjustments', {}],
  ['POST', '/messages/binance', {}],
  ['POST', '/reconciliations', { exchange: 'binance', complete: true, adopt: true, positions: [], openOrders: [] }],
  ['POST', '/sync'],
  ['PUT', '/instruments', {}],
  ['PUT', '/balances', {}],
  ['PUT', '/orders/secret-order/cancel-intent'],
  ['DELETE', '/orders/secret-order/cancel-intent'],
  ['PUT', '/market-data/SECRETSYM', { mine: 1 }],
  ['PUT', '/market-data/SECRETSYM/markPrice', { price: '1' }],
  ['PUT', '/params/secret-param', 1],
  ['DELETE', '/params/secret-param'],
  ['PUT', '/metadata/SECRETSYM', 1],
  ['DELETE', '/metadata/SECRETSYM'],
]; // prettier-ignore

/** The foreign scope's path, written in many ways. */
const WAYS = [
  FOREIGN, '/v1/scopes/%76ault/%6dallory', '/v1/scopes/vault%2Fmallory', '/v1/scopes/%2576ault/mallory', '/v1//scopes/vault/mallory', '//v1/scopes/vault/mallory',
  '/V1/SCOPES/vault/mallory', '/v1/scopes/Vault/Mallory', `${OWN}/../../vault/mallory`, `${OWN}/%2e%2e/%2e%2e/vault/mallory`, `${OWN}/..%2f..%2fvault/mallory`,
  `${OWN}/%252e%252e/%252e%252e/vault/mallory`, '/v1/scopes/./vault/./mallory', '/v1/./scopes/vault/mallory', '/v1/scopes/grid/alice;/vault/mallory',
  '/v1/scopes/grid%2Falice/vault/mallory', '/v1/scopes/vault/mallory%00', '/v1/scopes/vault/mallory%20', '/v1/scopes/vault/mallory%2F', '/v1/scopes/vault/mallory%zz',
  '/v1/scopes/vault\\mallory', '/health/../v1/scopes/vault/mallory', '/docs/../v1/scopes/vault/mallory', '/health/live/..%2f..%2fv1/scopes/vault/mallory',
  '/docs/%2e%2e/v1/scopes/vault/mallory', '/monitor/..%2fv1%2fscopes%2fvault%2fmallory', '/v1/scopes/%EF%BD%96ault/mallory', '/v1/scopes/va%E2%80%8Bult/mallory', '/v1/scopes/vau%CC%81lt/mallory', '/v1/scopes/%u0076ault/mallory',
  '/v1/scopes/%c1%b6ault/mallory', '/v1/scopes/vault/mallory/', '/v1/scopes/vault/mallory//', '/v1/scopes//vault/mallory', '/v1/scopes/vault/mallory/.', '/v1/scopes/vault/mallory;a=b',
  `${OWN}#/../../vault/mallory`, '/v1/scopes/vault/mallory%23', '/v1/scopes/vault/mallory%3F', 'http://127.0.0.1/v1/scopes/vault/mallory', 'http://evil.example/v1/scopes/vault/mallory',
  '/v1/scopes/vault%252Fmallory', '/v1/scopes/%2e/vault/mallory', '/v1/scopes/grid/..%5c..%5cvault/mallory', '/v1/scopes/vault,grid/mallory,alice', '/v1/scopes/%5B%22vault%22%5D/mallory',
  '/v1/scopes/vault/mallory%0d%0ax:y', '/v1/scopes/*/*', '/v1/scopes/grid|vault/alice|mallory',
]; // prettier-ignore

const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 414]);

/** Own requests that ask for the foreign scope beside their path. */
const ASIDE: readonly string[] = [
  `${OWN}/orders?strategyId=vault&userId=mallory`, `${OWN}/fills?strategyId=vault`, `${OWN}/positions?scope=vault%2Fmallory`, `${OWN}/orders/secret-order`,
  `${OWN}/orders?symbol=SECRETSYM&state=all&source=all`, `${OWN}/orders/secret-order/chain`, `${OWN}/positions/SECRETSYM`, `${OWN}/positions/SECRETSYM/ledger`,
  `${OWN}/market-data/SECRETSYM`, `${OWN}/market-data/SECRETSYM/markPrice`, `${OWN}/params/secret-param`, `${OWN}/metadata/SECRETSYM`, `${OWN}/fills?orderId=secret-order`,
  `${OWN}/pnl?bucket=hour`, `${OWN}/events`, `${OWN}/integrity`, '/v1/scopes', '/v1/scopes?all=true', '/v1/summary', '/v1/summary?strategyId=vault', '/metrics', '/metrics?all',
  '/metrics/', '/v1/scopes/', '/health/ready', '/health/live', '/docs', '/docs/openapi.json', '/', '/monitor/x', '/v1', '/v1/scopes/vault', '/v1/scopes/vault/', '/nowhere',
  '/v1/events', '/events', '/v1/scopes/events', '/v1/summary?scope[]=vault/mallory', '/v1/summary?scope=grid/alice&scope=vault/mallory',
  ...['symbol=BTC&symbol=SECRETSYM', 'symbol[]=SECRETSYM', 'symbol[$ne]=x', 'symbol[0]=SECRETSYM', 'strategyId[]=vault&userId[]=mallory', '__proto__[strategyId]=vault', 'constructor[prototype][x]=1',
    'strategyId=vault;userId=mallory', 'symbol=SECRETSYM%00', 'cursor=vault%2Fmallory', 'cursor=%2e%2e%2fvault', 'limit=1&limit=1000', 'exchange=*&symbol=*', '%73ymbol=SECRETSYM', '_method=DELETE', 'key=other-key', 'access_token=all-key',
  ].flatMap((query) => [`${OWN}/orders?${query}`, `${OWN}/fills?${query}`, `${OWN}/positions?${query}`]),
]; // prettier-ignore
const CSV = { accept: 'text/csv' };
const CLAIMS: readonly Readonly<Record<string, string | string[]>>[] = [
  { 'x-forwarded-for': '127.0.0.1', 'x-original-url': FOREIGN, 'x-rewrite-url': FOREIGN },
  { 'x-api-key': 'vault', 'x-scope': 'vault/mallory' },
  { 'x-http-method-override': 'GET' },
  { forwarded: 'for=127.0.0.1;host=localhost', 'x-real-ip': '127.0.0.1', 'x-forwarded-host': 'localhost' },
  { 'x-user': 'mallory', 'x-strategy-id': 'vault', 'x-user-id': 'mallory' },
  { 'last-event-id': '1', range: 'bytes=0-10' },
  { cookie: 'key=vault' },
  CSV,
];

const VIA_PATH: readonly Asked[] = [
  ...WAYS.flatMap((way) => ['/orders', '/fills', '/positions/SECRETSYM', '/pnl?bucket=day', ''].map((end) => ({ method: 'GET', path: way + end }))),
  ...WAYS.map((way) => ({ method: 'GET', path: `${way}/fills`, headers: CSV })),
  ...WAYS.map((way) => ({ method: 'PUT', path: `${way}/params/secret-param`, body: '"theirs"' })),
  ...WAYS.map((way) => ({ method: 'DELETE', path: `${way}/params/secret-param` })),
  ...READS.flatMap((end) => [{ method: 'GET', path: FOREIGN + end }, { method: 'HEAD', path: FOREIGN + end }]),
  ...CLAIMS.map((headers) => ({ method: 'GET', path: `${FOREIGN}/fills`, headers })),
  ...['OPTIONS', 'PATCH', 'TRACE', 'QUERY', 'SEARCH', 'PROPFIND', 'COPY'].flatMap((method) =>
    ['/orders', '/params/secret-param', '/events', ''].map((end) => ({ method, path: FOREIGN + end }))),
  ...['x-http-method-override', 'x-http-method', 'x-method-override'].flatMap((name) =>
    ['GET', 'PUT', 'DELETE'].map((method) => ({ method: 'POST', path: `${FOREIGN}/params/secret-param?_method=${method}`, headers: { [name]: method }, body: '"theirs"' }))),
  ...WRITES.map(([method, end, body]) => ({ method, path: FOREIGN + end, ...(body !== undefined && { body: JSON.stringify(body) }) })),
  ...['{', '[[[[[[[[[[1]]]]]]]]]]', '{"a":1}', ''].map((body) => ({ method: 'POST', path: `${FOREIGN}/orders`, body })),
]; // prettier-ignore
const BESIDE: readonly Asked[] = [
  ...ASIDE.map((path) => ({ method: 'GET', path })),
  ...CLAIMS.flatMap((headers) =>
    ['/v1/summary', '/metrics'].map((path) => ({ method: 'GET', path, headers })),
  ),
];

/** Whether an answer has something secret beside the path that it was asked for, which it repeats. */
function isTold(secrets: readonly string[], { text, headers }: Answered, { path }: Asked): boolean {
  const paths = [path, path.split('?', 1)[0] as string].map((each) => JSON.stringify(each).slice(1, -1));
  const said = text + JSON.stringify(headers);
  const told = paths.reduce((rest, each) => (each === '/' ? rest : rest.replaceAll(each, '')), said);
  return secrets.some((secret) => told.includes(secret));
}

/** Asks, and fails where the answer is not good. */
async function must(asked: Asked, key: string): Promise<string> {
  const { status, text } = await ask(asked, key);
  if (status >= 300) throw new Error(`${asked.method} ${asked.path}: ${status} ${text}`);
  return text;
}

/** The strategies that a key is shown, by each list the same. */
async function strategiesOf(key: string): Promise<readonly string[]> {
  const read = async (path: string): Promise<string> => must({ method: 'GET', path }, key);
  const { scopes } = JSON.parse(await read('/v1/scopes')) as Lists;
  const summary = JSON.parse(await read('/v1/summary')) as Lists;
  const { details } = JSON.parse(await read('/health/ready')) as { readonly details: object };
  const metrics = [...(await read('/metrics')).matchAll(/strategy="(\w+)"/g)].map(([, name]) => name);
  const lists = [
    scopes.map(({ strategyId }) => strategyId),
    summary.scopes.map(({ strategyId }) => strategyId),
    Object.keys(details).map((name) => name.split('/', 1)[0]),
    [...new Set(metrics)],
  ];
  const [first = '', ...others] = lists.map((list) => list.join());
  if (others.some((list) => list !== first)) throw new Error(`the lists differ: ${JSON.stringify(lists)}`);
  return first.split(',');
}

interface Lists {
  readonly scopes: readonly { readonly strategyId: string }[];
}

function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}

function authority(): string {
  return new URL(app.url).host;
}

/** All that the foreign scope holds and says of itself, as the owner sees it. */
async function foreignState(): Promise<string> {
  const ends = ['/orders?state=all&source=all', '/positions?state=all', '/fills', '/params/secret-param', '/metadata/SECRETSYM', '/market-data/SECRETSYM', '/balances']; // prettier-ignore
  const texts = await Promise.all(
    ends.map((end) => must({ method: 'GET', path: FOREIGN + end }, KEYS.other)),
  );
  return texts.map((text) => text.replace(/"(?:markAgeMs|ageMs)":\d+/g, '')).join('\n');
}

function send(method: string, path: string, body: unknown): Promise<string> {
  return must({ method, path: FOREIGN + path, body: JSON.stringify(body) }, KEYS.other);
}

beforeAll(async () => {
  app = await HttpApp.start(ENVIRONMENT);
  await send('POST', '/order-updates', { updates: [SECRET_UPDATE] });
  await send('PUT', '/params/secret-param', 'secret-param');
  await send('PUT', '/metadata/SECRETSYM', 'secret-param');
  await send('PUT', '/market-data/SECRETSYM', 'secret-param');
});

afterAll(() => app.close());

describe('a key', () => {
  it('reads and changes nothing of a scope that is not its own, by any of 500 requests', async () => {
    const distinct = new Set([...VIA_PATH, ...BESIDE].map((asked) => JSON.stringify(asked)));
    expect(distinct.size).toBeGreaterThanOrEqual(500);
    const before = await foreignState();
    for (const secret of SECRETS) expect(before).toContain(secret);
    // The key of a neighbour tries everything; the others, and none, a third each.
    const keys = [KEYS.reader, 'wrong-key', null];
    const parts = [{ key: KEYS.own, part: (): boolean => true }, ...keys.map((key, third) => ({ key, part: (_: unknown, at: number): boolean => at % 3 === third }))]; // prettier-ignore
    for (const { key, part } of parts) {
      for (const asked of VIA_PATH.filter(part)) {
        const answered = await ask(asked, key);
        if (!REFUSALS.has(answered.status) || isTold(SECRETS, answered, asked))
          throw new Error(`${JSON.stringify(asked)} with ${key}: ${JSON.stringify(answered)}`);
      }
      for (const asked of BESIDE.filter(part)) {
        const answered = await ask(asked, key);
        const path = decodeURIComponent(asked.path);
        // A 404 may name the id that it was asked for.
        const secrets = [...SECRETS, 'mallory', 'vault'].filter((secret) => !path.includes(secret));
        if (isTold(secrets, answered, asked))
          throw new Error(`${JSON.stringify(asked)} with ${key}: ${JSON.stringify(answered)}`);
      }
    }
    expect(await foreignState()).toBe(before);
  });

  it('changes nothing of another scope by what it does in its own, and is told nothing of it', async () => {
    const entry = { exchange: 'binance', symbol: 'SECRETSYM', side: 'BUY', type: 'LIMIT', amount: '9' };
    const keyed = { method: 'POST', path: '/orders', headers: { 'idempotency-key': 'shared' } };
    const theirs = JSON.stringify({ ...entry, clientOrderId: 'secret-shared', price: '31338' });
    await must({ ...keyed, path: FOREIGN + keyed.path, body: theirs }, KEYS.other);
    const pages = ['/orders?limit=1', '/fills?limit=1', '/positions/SECRETSYM/ledger?limit=1'];
    const cursors = await Promise.all(
      pages.map(async (path) => {
        const { nextCursor } = JSON.parse(await must({ method: 'GET', path: FOREIGN + path }, KEYS.other)) as { nextCursor: string | null }; // prettier-ignore
        return nextCursor;
      }),
    );
    expect(cursors.filter((cursor) => cursor !== null).length).toBeGreaterThan(0);
    const before = await foreignState();
    const polluted: readonly unknown[] = [
      { ...entry, id: 'p1', strategyId: 'vault', userId: 'mallory' },
      { ...entry, id: 'p2', scope: 'vault/mallory' },
      [{ ...entry, id: 'p3' }],
    ];
    const asked: readonly Asked[] = [
      ...polluted.map((body) => ({ method: 'POST', path: `${OWN}/orders`, body: JSON.stringify(body) })),
      { method: 'POST', path: `${OWN}/orders`, body: `{"__proto__":{"strategyId":"vault"},${JSON.stringify({ ...entry, id: 'p4' }).slice(1)}` },
      { ...keyed, path: OWN + keyed.path, body: JSON.stringify({ ...entry, clientOrderId: 'own' }) },
      ...WRITES.map(([method, path, body]) => ({ method, path: OWN + path, ...(body !== undefined && { body: JSON.stringify(body) }) })),
      ...cursors.flatMap((cursor, at) => (cursor === null ? [] : [{ method: 'GET', path: `${OWN}${pages[at]}&cursor=${encodeURIComponent(cursor)}` }])),
    ]; // prettier-ignore
    for (const each of asked) {
      const { text } = await ask(each, KEYS.own);
      // What it has itself has the symbol and the ids of what else is there.
      for (const secret of ['secret-shared', '31338'])
        expect([each.path, text]).toEqual([each.path, expect.not.stringContaining(secret)]);
    }
    const { orders } = JSON.parse(await must({ method: 'GET', path: `${OWN}/orders?state=all` }, KEYS.own)) as { orders: { clientOrderId: string | null }[] }; // prettier-ignore
    expect(orders.map(({ clientOrderId }) => clientOrderId)).toContain('own');
    expect(await foreignState()).toBe(before);
  });

  it('hears the events of its own scope alone, also where it comes from a foreign one', async () => {
    const foreign = await EventReader.open(`${app.url}${FOREIGN}/events`, undefined, bearer(KEYS.other));
    const change = async (path: string, key: string, id: string): Promise<void> => {
      const updates = [{ ...SECRET_UPDATE, id, symbol: key === KEYS.own ? 'OWNSYM' : 'SECRETSYM' }];
      await must({ method: 'POST', path: `${path}/order-updates`, body: JSON.stringify({ updates }) }, key);
    };
    await change(FOREIGN, KEYS.other, 'secret-order-2');
    await until(() => foreign.of('fill').length > 0);
    const readers = await Promise.all(
      [undefined, foreign.lastId, '', '0', foreign.lastId.replace(/\d+$/, '1')].map((lastId) =>
        EventReader.open(`${app.url}${OWN}/events`, lastId, bearer(KEYS.own)),
      ),
    );
    await change(FOREIGN, KEYS.other, 'secret-order-3');
    await until(() => foreign.of('fill').length > 1);
    await change(OWN, KEYS.own, 'own-order');
    for (const reader of readers) {
      await until(() => reader.of('fill').some(({ symbol }) => symbol === 'OWNSYM'));
      expect(reader.raw).not.toMatch(/SECRETSYM|secret-order|vault|mallory/);
      reader.close();
    }
    // Of where it comes from nothing is known there: it is told to load again.
    expect(readers[1]?.of('resync')).toHaveLength(1);
    foreign.close();
  });

  it('is answered of a foreign scope exactly as of one that is not there', async () => {
    const asked = [
      ...READS.map((end) => ({ method: 'GET', path: end })),
      ...WRITES.map(([method, path, body]) => ({ method, path, ...(body !== undefined && { body: JSON.stringify(body) }) })), // prettier-ignore
    ];
    for (const { path, ...rest } of asked) {
      const foreign = await ask({ ...rest, path: FOREIGN + path }, KEYS.own);
      const missing = await ask({ ...rest, path: `/v1/scopes/vanit/nobody1${path}` }, KEYS.own);
      expect([path, foreign.status]).toEqual([path, 404]);
      expect(missing.text.replaceAll('vanit', 'vault').replaceAll('nobody1', 'mallory')).toBe(foreign.text);
      expect({ ...missing.headers, date: null }).toEqual({ ...foreign.headers, date: null });
    }
  });

  it('opens its own scopes, and all lists show those alone', async () => {
    expect(await strategiesOf(KEYS.own)).toEqual(['grid']);
    expect(await strategiesOf(KEYS.reader)).toEqual(['grid']);
    expect(await strategiesOf(KEYS.other)).toEqual(['vault']);
    expect(await strategiesOf(KEYS.all)).toEqual(['grid', 'vault']);
    expect(await strategiesOf(KEYS.both)).toEqual(['grid', 'vault']);
  });

  it('that reads only changes nothing, and reads', async () => {
    expect((await ask({ method: 'GET', path: `${OWN}/orders` }, KEYS.reader)).status).toBe(200);
    for (const [method, path, body] of WRITES) {
      const { status, text } = await ask({ method, path: OWN + path, ...(body !== undefined && { body: JSON.stringify(body) }) }, KEYS.reader); // prettier-ignore
      expect([method, path, status, JSON.parse(text)]).toEqual([method, path, 403, expect.objectContaining({ code: 'READ_ONLY_KEY' })]); // prettier-ignore
    }
    expect((await ask({ method: 'PUT', path: `${OWN}/params/a`, body: '1' }, KEYS.own)).status).toBe(204);
  });

  it('is asked for by all that is not open, before a body is read', async () => {
    for (const path of [
      '/v1/scopes',
      '/v1/summary',
      '/metrics',
      OWN,
      `${OWN}/orders`,
      '/nowhere',
      '/monitor/a/b',
    ]) {
      for (const headers of [
        {},
        { authorization: 'Bearer' },
        { authorization: 'Bearer wrong' },
        { authorization: `Basic ${KEYS.all}` },
        { authorization: `Bearer ${KEYS.all} x` },
        { authorization: KEYS.all },
      ]) {
        // prettier-ignore
        const { status, headers: said, text } = await ask({ method: 'GET', path, headers }, null);
        expect([path, headers, status]).toEqual([path, headers, 401]);
        expect(said).toMatchObject({
          'www-authenticate': 'Bearer',
          'content-type': 'application/problem+json',
        });
        expect(JSON.parse(text)).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
      }
    }
    const large = { method: 'POST', path: `${OWN}/orders`, body: 'x'.repeat(1_048_577) };
    expect((await ask(large, 'wrong')).status).toBe(401);
    expect((await ask(large, KEYS.own)).status).toBe(413);
  });

  it('is not needed for health, which then shows no scope, and for documents', async () => {
    const { status, text } = await ask({ method: 'GET', path: '/health/ready' }, null);
    expect([status, JSON.parse(text)]).toEqual([200, { status: 'ok', info: {}, error: {}, details: {} }]);
    for (const path of ['/health/live', '/docs', '/docs/openapi.json'])
      expect((await ask({ method: 'GET', path }, null)).status).toBe(200);
  });
});

describe('a browser', () => {
  const change = { method: 'PUT', path: `${OWN}/params/b`, body: '1' };

  it.each(['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.evil.example', '[::2]', 'localhost@evil.example'])(
    'that was led here by the name %s is refused everything',
    async (host) => {
      for (const path of ['/', '/docs', '/health/live', '/v1/summary', `${OWN}/orders`]) {
        const { status, text } = await ask({ method: 'GET', path, headers: { host } }, KEYS.all);
        expect([path, status, JSON.parse(text)]).toEqual([path, 403, expect.objectContaining({ code: 'FOREIGN_HOST' })]); // prettier-ignore
      }
    },
  ); // prettier-ignore

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'http://127.0.0.1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('changes nothing for a page of another origin: %j', async (headers) => {
    const { status, text } = await ask({ ...change, headers }, KEYS.all);
    expect([status, JSON.parse(text)]).toEqual([403, expect.objectContaining({ code: 'FOREIGN_ORIGIN' })]);
  });

  it('changes what a page of this origin, or nobody else, asks for', async () => {
    const headers = [{ origin: `http://${authority()}`, 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, { host: 'localhost' }]; // prettier-ignore
    for (const each of headers) expect((await ask({ ...change, headers: each }, KEYS.all)).status).toBe(204);
  });

  it.each(['/', '/docs', '/docs/openapi.json', '/health/live', '/v1/scopes', '/metrics', '/nowhere', '/%zz', `${FOREIGN}/orders`, `${OWN}/events`, `${FOREIGN}/events`, `${OWN}/fills`])(
    'is told on %s to trust nothing from elsewhere',
    async (path) => {
      for (const key of [KEYS.own, null]) {
        const { headers } = await ask({ method: 'GET', path }, key);
        expect(headers).toMatchObject({
          'content-security-policy': expect.stringMatching(/^default-src '(?:self|none)';.*frame-ancestors 'none'/),
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
        });
        expect(headers['content-security-policy']).not.toContain('unsafe');
        expect(headers['access-control-allow-origin']).toBeUndefined();
      }
    },
  ); // prettier-ignore
});
