import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from '../../src/docs/openapi-document.js';
import { HttpApp } from '../support/http-app.js';
import type { Answer } from '../support/http-app.js';
import { SchemaCheck } from '../support/schema-check.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Request {
  readonly method: Method;
  readonly template: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly operation: OpenApiOperation;
}

/** What must be there before other examples can be of use: markets, orders, fills. */
const FIRST = ['instruments', 'order-updates', 'orders', 'trades'];
const ORDER_OF_METHODS = ['PUT', 'POST', 'GET', 'DELETE'];

let app: HttpApp;
let document: OpenApiDocument;
let check: SchemaCheck;

beforeAll(async () => {
  app = await HttpApp.start();
  document = (await app.request('GET', '/docs/openapi.json')).body as OpenApiDocument;
  // What is sent to an unknown field is refused, and no answer has a field that nobody described; problems may have further members.
  check = new SchemaCheck(document.components.schemas, (name) => name !== 'TradingCacheProblem');
});

afterAll(() => app.close());

/** The examples of the document as requests, in an order in which each finds what it needs. */
function requests(): readonly Request[] {
  const all = Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => requestsOf(template, method, operation)),
  );
  const rank = ({ template, method }: Request): number => {
    const place = FIRST.findIndex((each) => template.endsWith(`/${each}`));
    const early = place >= 0 && method !== 'GET' ? place : FIRST.length;
    return early * 10 + (template.includes('/bust') ? 9 : ORDER_OF_METHODS.indexOf(method));
  };
  return all.toSorted((a, b) => rank(a) - rank(b));
}

function requestsOf(template: string, method: string, operation: OpenApiOperation): Request[] {
  const { parameters, requestBody, responses } = operation;
  // A stream has no end; it is tested apart.
  if (responses['200']?.content?.['text/event-stream'] !== undefined) return [];
  const of = (place: OpenApiParameter['in']) =>
    parameters.filter((each) => each.in === place && each.example !== undefined);
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(of('path').find((each) => each.name === name)?.example)),
  );
  const query = new URLSearchParams(
    of('query').map(({ name, example }): [string, string] => [name, String(example)]),
  );
  const headers = Object.fromEntries(of('header').map(({ name, example }) => [name, String(example)]));
  const bodies = Object.values(
    requestBody?.content['application/json']?.examples ?? { none: { value: undefined } },
  );
  return bodies.map(({ value }) => ({
    method: method.toUpperCase() as Method,
    template,
    path: query.size > 0 ? `${path}?${query.toString()}` : path,
    headers,
    body: value,
    operation,
  }));
}

function byName([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1;
}

function bodyFaults({ requestBody }: OpenApiOperation, body: unknown): readonly string[] {
  const schema = requestBody?.content['application/json']?.schema;
  return schema === undefined ? [] : check.faults(schema, body);
}

function answerFaults({ responses }: OpenApiOperation, { status, type, body }: Answer): readonly string[] {
  const response = responses[String(status)];
  if (response === undefined) return [`status ${status} is not described`];
  if (response.content === undefined) return body === '' ? [] : [`status ${status} has a body`];
  const schema = response.content[type.split(';', 1)[0] ?? '']?.schema;
  return schema === undefined ? [`${type} is not described`] : check.faults(schema, body);
}

describe('the OpenAPI document', () => {
  it('has every endpoint of the app, each described, under a name that stays', async () => {
    expect(document.openapi).toBe('3.1.0');
    const scope = '/v1/scopes/{strategyId}/{userId}';
    const endpoints = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId }]) => [
        `${method.toUpperCase()} ${path}`,
        operationId,
      ]),
    );
    // Generated clients call them by these names: a change of one breaks its users.
    expect(endpoints.toSorted(byName)).toEqual(
      [
        [`DELETE ${scope}/metadata/{symbol}`, 'deleteMetadata'],
        [`DELETE ${scope}/orders/{orderId}/cancel-intent`, 'clearCancelIntent'],
        [`DELETE ${scope}/params/{key}`, 'deleteParameter'],
        ['GET /health/live', 'checkLive'],
        ['GET /health/ready', 'checkReady'],
        ['GET /v1/scopes', 'listScopes'],
        [`GET ${scope}/balances`, 'listBalances'],
        [`GET ${scope}/events`, 'streamEvents'],
        [`GET ${scope}/fills`, 'listFills'],
        [`GET ${scope}/integrity`, 'checkIntegrity'],
        [`GET ${scope}/market-data/{symbol}`, 'getMarketData'],
        [`GET ${scope}/market-data/{symbol}/{kind}`, 'getTypedMarketData'],
        [`GET ${scope}/metadata/{symbol}`, 'getMetadata'],
        [`GET ${scope}/orders`, 'listOrders'],
        [`GET ${scope}/orders/{orderId}`, 'getOrder'],
        [`GET ${scope}/orders/{orderId}/chain`, 'getOrderChain'],
        [`GET ${scope}/params/{key}`, 'getParameter'],
        [`GET ${scope}/pnl`, 'getPnl'],
        [`GET ${scope}/positions`, 'listPositions'],
        [`GET ${scope}/positions/{symbol}`, 'getPosition'],
        [`GET ${scope}/positions/{symbol}/ledger`, 'getPositionLedger'],
        ['GET /v1/summary', 'getSummary'],
        [`POST ${scope}/adjustments`, 'applyAdjustments'],
        [`POST ${scope}/messages/{exchange}`, 'applyMessages'],
        [`POST ${scope}/order-updates`, 'applyOrderUpdates'],
        [`POST ${scope}/orders`, 'createOrder'],
        [`POST ${scope}/reconciliations`, 'reconcile'],
        [`POST ${scope}/sync`, 'sync'],
        [`POST ${scope}/trades`, 'applyTrades'],
        [`POST ${scope}/trades/{tradeId}/bust`, 'bustTrade'],
        [`PUT ${scope}/balances`, 'applyBalances'],
        [`PUT ${scope}/instruments`, 'registerInstruments'],
        [`PUT ${scope}/market-data/{symbol}`, 'setMarketData'],
        [`PUT ${scope}/market-data/{symbol}/{kind}`, 'setTypedMarketData'],
        [`PUT ${scope}/metadata/{symbol}`, 'setMetadata'],
        [`PUT ${scope}/orders/{orderId}/cancel-intent`, 'markCancelIntent'],
        [`PUT ${scope}/params/{key}`, 'setParameter'],
      ].toSorted(byName),
    );
  });

  it('names each operation once, each parameter of a path, and no schema that there is not', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const inPath = operation.parameters.filter((each) => each.in === 'path').map(({ name }) => `{${name}}`);
      expect(path.match(/\{\w+\}/g) ?? []).toEqual(inPath);
    }
    const names = Object.keys(document.components.schemas);
    const references: readonly string[] =
      JSON.stringify(document).match(/(?<="\$ref":"#\/components\/schemas\/)\w+/g) ?? [];
    expect(references.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !references.includes(name))).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('has examples that fit their own schemas', () => {
    const faults = Object.entries(document.components.schemas).flatMap(([model, { properties }]) =>
      Object.entries(properties as Record<string, { examples?: unknown[] }>).flatMap(([field, schema]) =>
        (schema.examples ?? []).flatMap((example) => check.faults(schema, example, `${model}.${field}`)),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('has no example that the app does not take, and describes every answer', async () => {
    for (const { method, path, headers, body, operation } of requests()) {
      const answer = await app.request(method, path, body, headers);
      const name = `${method} ${path}`;
      expect([name, answer.status < 300 || answer.body]).toEqual([name, true]);
      expect(bodyFaults(operation, body)).toEqual([]);
      expect([name, answerFaults(operation, answer)]).toEqual([name, []]);
      const { results = [] } = (answer.body ?? {}) as { results?: readonly { outcome: string }[] };
      for (const { outcome } of results) expect([name, outcome]).toEqual([name, 'applied']);
    }
  });

  it('describes refusals', async () => {
    const scope = '/v1/scopes/{strategyId}/{userId}';
    const orders = document.paths[`${scope}/orders`]?.['post'] as OpenApiOperation;
    const refused = await app.request('POST', '/v1/scopes/default/default/orders', { side: 'UP' });
    expect([refused.status, answerFaults(orders, refused)]).toEqual([400, []]);
    const order = document.paths[`${scope}/orders/{orderId}`]?.['get'] as OpenApiOperation;
    const absent = await app.request('GET', '/v1/scopes/default/default/orders/none');
    expect([absent.status, answerFaults(order, absent)]).toEqual([404, []]);
  });
});

describe('the page of the endpoints', () => {
  it('shows them, loads nothing and runs nothing', async () => {
    const response = await fetch(`${app.url}/docs`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await response.text();
    for (const path of Object.keys(document.paths)) expect(html).toContain(path);
    for (const name of Object.keys(document.components.schemas)) expect(html).toContain(name);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:/i);
  });

  it('takes no parameters, like everything else', async () => {
    expect((await app.request('GET', '/docs?a=b')).status).toBe(400);
    expect((await app.request('GET', '/docs/openapi.json?a=b')).status).toBe(400);
  });
});
