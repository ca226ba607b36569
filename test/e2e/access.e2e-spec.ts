import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
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
  '/docs/%2e%2e/v1/scopes/vault/mallory', '/monitor/..%2fv1%2fscopes%2fvault%2fmallory', '/v1/scopes/ｖault/mallory'.normalize('NFKC'), '/v1/scopes/*/*', '/v1/scopes/grid|vault/alice|mallory',
]; // prettier-ignore

const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 414]);

/** Own requests that ask for the foreign scope beside their path. */
const ASIDE: readonly string[] = [
  `${OWN}/orders?strategyId=vault&userId=mallory`, `${OWN}/fills?strategyId=vault`, `${OWN}/positions?scope=vault%2Fmallory`, `${OWN}/orders/secret-order`,
  `${OWN}/orders?symbol=SECRETSYM&state=all&source=all`, `${OWN}/orders/secret-order/chain`, `${OWN}/positions/SECRETSYM`, `${OWN}/positions/SECRETSYM/ledger`,
  `${OWN}/market-data/SECRETSYM`, `${OWN}/market-data/SECRETSYM/markPrice`, `${OWN}/params/secret-param`, `${OWN}/metadata/SECRETSYM`, `${OWN}/fills?orderId=secret-order`,
  `${OWN}/pnl?bucket=hour`, `${OWN}/events`, `${OWN}/integrity`, '/v1/scopes', '/v1/scopes?all=true', '/v1/summary', '/v1/summary?strategyId=vault', '/metrics', '/metrics?all',
  '/metrics/', '/v1/scopes/', '/health/ready', '/health/live', '/docs', '/docs/openapi.json', '/', '/monitor/x', '/v1', '/v1/scopes/vault', '/v1/scopes/vault/', '/nowhere',
]; // prettier-ignore
const CSV = { accept: 'text/csv' };
const CLAIMS: readonly Readonly<Record<string, string | string[]>>[] = [
  { 'x-forwarded-for': '127.0.0.1', 'x-original-url': FOREIGN, 'x-rewrite-url': FOREIGN },
  { 'x-api-key': 'vault', 'x-scope': 'vault/mallory' },
  { 'x-http-method-override': 'GET' },
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
  ...['OPTIONS', 'PATCH', 'TRACE', 'QUERY'].map((method) => ({ method, path: `${FOREIGN}/orders` })),
  ...WRITES.map(([method, end, body]) => ({ method, path: FOREIGN + end, ...(body !== undefined && { body: JSON.stringify(body) }) })),
  ...['{', '[[[[[[[[[[1]]]]]]]]]]', '{"a":1}', ''].map((body) => ({ method: 'POST', path: `${FOREIGN}/orders`, body })),
]; // prettier-ignore
const BESIDE: readonly Asked[] = [
  ...ASIDE.map((path) => ({ method: 'GET', path })),
  ...CLAIMS.flatMap((headers) =>
    ['/v1/summary', '/metrics'].map((path) => ({ method: 'GET', path, headers })),
  ),
];

/** An answer without the path that it was asked for, which it repeats. */
function untold(text: string, { path }: Asked): string {
  const paths = [path, path.split('?', 1)[0] as string].map((each) => JSON.stringify(each).slice(1, -1));
  return paths.reduce((rest, each) => (each === '/' ? rest : rest.replaceAll(each, '')), text);
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
  it('reads and changes nothing of a scope that is not its own, by any of 300 requests', async () => {
    expect(VIA_PATH.length + BESIDE.length).toBeGreaterThanOrEqual(300);
    const before = await foreignState();
    for (const secret of SECRETS) expect(before).toContain(secret);
    for (const key of [KEYS.own, KEYS.reader, 'wrong-key', null]) {
      for (const asked of VIA_PATH) {
        const { status, text } = await ask(asked, key);
        const told = untold(text, asked);
        if (!REFUSALS.has(status))
          throw new Error(`${asked.method} ${asked.path} with ${key}: ${status} ${text}`);
        for (const secret of SECRETS) expect([asked.path, told]).toEqual([asked.path, expect.not.stringContaining(secret)]); // prettier-ignore
      }
      for (const asked of BESIDE) {
        const { text } = await ask(asked, key);
        const told = untold(text, asked);
        const path = decodeURIComponent(asked.path);
        for (const secret of [...SECRETS, 'mallory', 'vault']) {
          // A 404 may name the id that it was asked for.
          if (path.includes(secret)) continue;
          expect([asked.path, told]).toEqual([asked.path, expect.not.stringContaining(secret)]);
        }
      }
    }
    expect(await foreignState()).toBe(before);
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

  it.each(['/', '/docs', '/docs/openapi.json', '/health/live', '/v1/scopes', '/metrics', '/nowhere', '/%zz', `${FOREIGN}/orders`])(
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
