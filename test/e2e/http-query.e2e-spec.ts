import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { T, update } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';
const PLACE = { exchange: 'binance', symbol: 'BTCUSDT' };
const NEW_ORDER = { ...PLACE, clientOrderId: 'c', side: 'BUY', type: 'LIMIT', price: '90', amount: '1' };
const TRADE = { ...PLACE, orderId: '7', tradeId: '31', side: 'BUY', quantity: '1', price: '100' };
const FUNDING = { ...PLACE, id: 'f', kind: 'FUNDING', amount: '1', currency: 'USDT' };
const SNAPSHOT = { exchange: 'binance', complete: false, adopt: false };

type Case = readonly [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body: unknown];

const CHANGES: readonly Case[] = [
  ['POST', 'orders', NEW_ORDER],
  ['POST', 'order-updates', { updates: [update()] }],
  ['POST', 'trades', { trades: [TRADE] }],
  ['POST', 'trades/31/bust', { ...PLACE, orderId: '7' }],
  ['POST', 'adjustments', { adjustments: [FUNDING] }],
  ['POST', 'messages/okx', { event: 'subscribe' }],
  ['POST', 'reconciliations', SNAPSHOT],
  ['PUT', 'orders/c/cancel-intent', undefined],
  ['DELETE', 'orders/c/cancel-intent', undefined],
  ['PUT', 'instruments', { instruments: [PLACE] }],
  ['PUT', 'balances', { balances: [{ exchange: 'okx', account: 'a', asset: 'BTC', free: '1' }] }],
  ['PUT', 'market-data/X', { a: 1 }],
  ['PUT', 'market-data/X/markPrice', { price: '1', timestamp: T }],
  ['PUT', 'params/k', 3],
  ['PUT', 'metadata/X', 3],
  ['DELETE', 'params/k', undefined],
  ['DELETE', 'metadata/X', undefined],
];
const READS: readonly Case[] = [
  'orders',
  'orders/c',
  'orders/c/chain',
  'positions',
  'positions/BTCUSDT',
  'positions/BTCUSDT/ledger',
  'fills',
  'pnl',
  'balances',
  'market-data/X',
  'market-data/X/markPrice',
  'params/k',
  'metadata/X',
  'integrity',
].map((path) => ['GET', path, undefined] as const);

let app: HttpApp;

beforeAll(async () => {
  app = await HttpApp.start();
});

afterAll(() => app.close());

async function sequence(): Promise<number> {
  const { body } = await app.request('GET', '/v1/scopes');
  const [scope] = (body as { scopes: { sequence: number; dirty: number }[] }).scopes;
  return (scope?.sequence ?? 0) + (scope?.dirty ?? 0);
}

describe('a parameter that nobody knows is refused by name, and nothing changes', () => {
  it.each<Case>([...CHANGES, ...READS, ['POST', 'sync', undefined]])('%s %s', async (method, path, body) => {
    const before = await sequence();
    expect(await app.request(method, `${SCOPE}/${path}?foo=true`, body)).toMatchObject({
      status: 400,
      body: {
        code: 'INVALID_REQUEST',
        errors: expect.arrayContaining([expect.objectContaining({ field: 'foo' })]) as unknown,
      },
    });
    expect(await sequence()).toBe(before);
  });

  it.each(['/v1/scopes', '/v1/summary', '/health/live', '/health/ready'])('GET %s', async (path) => {
    expect(await app.request('GET', `${path}?foo=true`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'foo' }] },
    });
  });

  it.each<Case>([...READS, ['POST', 'sync', undefined]])(
    '%s %s changes nothing: no durable',
    async (method, path) => {
      const answer = await app.request(method, `${SCOPE}/${path}?durable=true`);
      expect(answer.body).toMatchObject({
        errors: expect.arrayContaining([expect.objectContaining({ field: 'durable' })]) as unknown,
      });
    },
  );
});

describe('a choice without a value is refused; a filter without one is none', () => {
  it.each<Case>(CHANGES)('durable of %s %s', async (method, path, body) => {
    const before = await sequence();
    for (const value of ['', 'yes'])
      expect(await app.request(method, `${SCOPE}/${path}?durable=${value}`, body)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'durable' }] },
      });
    expect(await sequence()).toBe(before);
  });

  it.each(['state', 'source', 'limit', 'includeCanceling'])('%s of orders', async (field) => {
    expect(await app.request('GET', `${SCOPE}/orders?${field}=`)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });

  it('symbol, exchange and cursor of orders', async () => {
    expect((await app.request('GET', `${SCOPE}/orders?symbol=&exchange=&cursor=`)).status).toBe(200);
  });
});

describe('durable=true waits for the store', () => {
  it.each<Case>(CHANGES)('%s %s', async (method, path, body) => {
    const { status, body: answer } = await app.request(method, `${SCOPE}/${path}?durable=true`, body);
    expect(status).toBeLessThan(300);
    const { survives } = answer === '' ? { survives: null } : (answer as { survives?: string });
    expect(survives).toBe(status === 204 ? null : 'nothing');
    expect(await app.request('GET', '/v1/scopes')).toMatchObject({ body: { scopes: [{ dirty: 0 }] } });
  });

  it('also where the order is known already', async () => {
    const answer = await app.request('POST', `${SCOPE}/orders?durable=true`, NEW_ORDER);
    expect(answer).toMatchObject({ status: 200, body: { clientOrderId: 'c', survives: 'nothing' } });
  });
});
