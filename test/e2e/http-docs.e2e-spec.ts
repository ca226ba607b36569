import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';

const SCOPE = '/v1/scopes/default/default';
const HOST = 'http://127.0.0.1:3000';
const PAGE = readFileSync(new URL('../../docs/http-api.md', import.meta.url), 'utf8');
/** A word of a shell, in quotes or without. */
const WORD = /'[^']*'|"[^"]*"|\S+/g;

/** The code blocks of the page in a language. */
function blocks(language: string): string[] {
  return [...PAGE.matchAll(/^```(?<language>\w+)\n(?<code>[^]*?)^```$/gm)]
    .filter(({ groups }) => groups?.['language'] === language)
    .map(({ groups }) => groups?.['code'] ?? '');
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a `curl` command asks for. */
function requestOf(command: string): Request {
  const words = Array.from(command.matchAll(WORD), ([word]) => word.replace(/^(['"])([^]*)\1$/, '$2'));
  const [, ...options] = words;
  const headers: Record<string, string> = {};
  let [method, path, body]: [string?, string?, string?] = [];
  for (let word = options.shift(); word !== undefined; word = options.shift()) {
    if (word === '-X') method = options.shift();
    else if (word === '-d') body = options.shift();
    else if (word === '-H') Object.assign(headers, headerOf(options.shift() ?? ''));
    else path = word.replace('$API', SCOPE).replace(HOST, '');
  }
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), path: path ?? '', headers, body };
}

function headerOf(text: string): Record<string, string> {
  const [name = '', value = ''] = text.split(': ');
  return { [name]: value };
}

const REQUESTS = blocks('sh')
  .flatMap((code) => code.split(/^(?=curl )/m))
  .filter((command) => command.startsWith('curl '))
  .map(requestOf);

let app: HttpApp;
const answers: { readonly status: number; readonly text: string }[] = [];

beforeAll(async () => {
  app = await HttpApp.start();
  for (const { method, path, headers, body } of REQUESTS) {
    const response = await fetch(app.url + path, { method, headers, ...(body !== undefined && { body }) });
    answers.push({ status: response.status, text: await response.text() });
  }
});

afterAll(() => app.close());

describe('docs/http-api.md', () => {
  it('has a sample for each endpoint', () => {
    const endpoints = REQUESTS.map(
      ({ method, path }) => `${method} ${path.replace(`${SCOPE}/`, '').split('?', 1)[0]}`,
    );
    expect(endpoints).toEqual(
      expect.arrayContaining([
        'PUT instruments',
        'POST orders',
        'POST order-updates',
        'GET orders/7',
        'GET orders',
        'GET orders/7/chain',
        'PUT orders/7/cancel-intent',
        'DELETE orders/7/cancel-intent',
        'POST trades',
        'POST trades/32/bust',
        'POST adjustments',
        'POST messages/okx',
        'GET positions',
        'GET positions/BTCUSDT-PERP',
        'GET positions/BTCUSDT-PERP/ledger',
        'GET fills',
        'GET pnl',
        'PUT balances',
        'GET balances',
        'POST reconciliations',
        'POST sync',
        'GET integrity',
        'GET /v1/scopes',
        'GET /v1/summary',
      ]),
    );
  });

  it.each(REQUESTS.map(({ method, path }, at) => [method, path, at] as const))(
    'has a sample that the app takes: %s %s',
    (_method, _path, at) => {
      const { status, text } = answers[at] as (typeof answers)[number];
      expect([200, 201, 204]).toContain(status);
      if (!text.startsWith('{')) return;
      const { results = [] } = JSON.parse(text) as { results?: { outcome: string }[] };
      for (const { outcome } of results) expect(outcome).toBe('applied');
    },
  );
});

describe('an update as docs/http-api.md shows it', () => {
  const [told, order, position, fill] = blocks('json').map((json) => JSON.parse(json) as object);

  beforeAll(async () => {
    await app.close();
    app = await HttpApp.start();
    await app.request('POST', `${SCOPE}/order-updates`, { updates: [told] });
    await app.request('PUT', `${SCOPE}/market-data/BTCUSDT-PERP/markPrice`, { price: '105' });
  });

  it('gives the order that it shows', async () => {
    expect((await app.request('GET', `${SCOPE}/orders/7`)).body).toEqual(order);
  });

  it('gives the position that it shows', async () => {
    const { body } = await app.request('GET', `${SCOPE}/positions/BTCUSDT-PERP`);
    expect(body).toEqual({ ...position, markAgeMs: expect.any(Number) });
  });

  it('gives the fill that it shows', async () => {
    const { body } = await app.request('GET', `${SCOPE}/fills`);
    expect(body).toEqual({ fills: [fill], nextCursor: null });
  });
});
