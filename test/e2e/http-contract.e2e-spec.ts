import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Order, Position } from '../../src/index.js';
import { HttpApp } from '../support/http-app.js';
import { FIRST_FILL } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';
const NEW_ORDER = {
  exchange: 'binance',
  symbol: 'BTCUSDT-PERP',
  clientOrderId: 'mine',
  side: 'SELL',
  type: 'LIMIT',
  price: '120',
  amount: '1',
};

function open(id: string, symbol: string) {
  return {
    exchange: 'binance',
    symbol,
    id,
    status: 'ACCEPTED',
    side: 'BUY',
    amount: '1',
    filled: '0',
  };
}

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start({ SCOPES: 'default/default,a%2Fb/c' });
});

afterEach(() => app.close());

function update(...updates: readonly object[]) {
  return app.request('POST', `${SCOPE}/order-updates`, { updates });
}

async function idsOf(query: string): Promise<string[]> {
  const { body } = await app.request('GET', `${SCOPE}/orders?${query}`);
  return (body as { orders: { id: string }[] }).orders.map(({ id }) => id).sort();
}

async function symbolsOf(query: string): Promise<string[]> {
  const { body } = await app.request('GET', `${SCOPE}/positions?${query}`);
  return (body as { positions: Position[] }).positions.map(({ symbol }) => symbol).sort();
}

describe('order updates and what follows from them', () => {
  it('answers one result an update, in order, with survives when durable', async () => {
    const updates = [FIRST_FILL, FIRST_FILL, { ...FIRST_FILL, side: 'SELL' }, 17];
    const answer = await app.request('POST', `${SCOPE}/order-updates?durable=true`, { updates });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        results: [
          { orderId: '7', outcome: 'applied' },
          { orderId: '7', outcome: 'duplicate' },
          { orderId: '7', outcome: 'rejected', field: 'side' },
          { orderId: null, outcome: 'rejected', field: 'update' },
        ],
        survives: 'nothing',
      },
    });
    expect((await update(FIRST_FILL)).body).toEqual({ results: [{ orderId: '7', outcome: 'duplicate' }] });
  });

  it('shows the order as the contract has it', async () => {
    await update(FIRST_FILL);
    const { status, body } = await app.request('GET', `${SCOPE}/orders/7`);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...FIRST_FILL,
      clientOrderId: null,
      remaining: '1',
      cumFees: { USDT: '0.04' },
      cost: '100',
      cumCost: '100',
      reduceOnly: false,
      positionSide: 'NET',
      reason: null,
      cancelIntent: false,
    } satisfies Order);
  });

  it('values the position at the mark price of the market data', async () => {
    await update(FIRST_FILL);
    const mark = { price: '105', timestamp: null };
    expect((await app.request('PUT', `${SCOPE}/market-data/BTCUSDT-PERP/markPrice`, mark)).status).toBe(204);
    const { body } = await app.request(
      'GET',
      `${SCOPE}/positions/BTCUSDT-PERP?exchange=binance&positionSide=NET`,
    );
    expect(body).toEqual({
      exchange: 'binance',
      symbol: 'BTCUSDT-PERP',
      positionSide: 'NET',
      side: 'LONG',
      signedAmount: '1',
      entryPrice: '100',
      deficit: '0',
      peakAmount: '1',
      averageClosePrice: null,
      realizedReturn: null,
      realizedPnl: '0',
      netRealizedPnl: '-0.04',
      fees: { USDT: '0.04' },
      adjustments: {},
      unrealizedPnl: '5',
      markPrice: '105',
      markAgeMs: expect.any(Number) as unknown as number,
      openedAt: 1_700_000_000_000,
      closedAt: null,
      updatedAt: 1_700_000_000_000,
    } satisfies Position);
  });

  it('tells of the positions of all scopes, whose each is', async () => {
    await update(FIRST_FILL);
    await app.request('POST', '/v1/scopes/a%2Fb/c/order-updates', { updates: [FIRST_FILL] });
    const { body } = await app.request('GET', '/v1/summary');
    const { body: position } = await app.request('GET', `${SCOPE}/positions/BTCUSDT-PERP`);
    expect((body as { positions: unknown }).positions).toEqual([
      { strategyId: 'default', userId: 'default', ...(position as Position), currency: 'USDT' },
      { strategyId: 'a/b', userId: 'c', ...(position as Position), currency: 'USDT' },
    ]);
  });

  it('sums up what all scopes hold', async () => {
    await update(FIRST_FILL);
    const { status, body } = await app.request('GET', '/v1/summary');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scopes: [{ state: 'serving' }, { state: 'serving' }],
      positions: [{ strategyId: 'default', userId: 'default', symbol: 'BTCUSDT-PERP', signedAmount: '1' }],
      openOrders: 1,
      realizedPnl: { USDT: '0' },
      fees: { USDT: '0.04' },
      at: expect.any(Number) as unknown as number,
    });
  });
});

describe('new orders', () => {
  it('answers 201 with the record, and 200 with the first one for the same id', async () => {
    const created = await app.request('POST', `${SCOPE}/orders`, NEW_ORDER);
    expect(created).toMatchObject({
      status: 201,
      body: { status: 'PENDING', clientOrderId: 'mine', filled: '0' },
    });
    const repeated = await app.request('POST', `${SCOPE}/orders`, { ...NEW_ORDER, price: '130' });
    expect(repeated).toEqual({ ...created, status: 200 });
  });

  it('answers 200 with the first record for the same idempotency key', async () => {
    const key = { 'idempotency-key': 'k 1' };
    const created = await app.request('POST', `${SCOPE}/orders`, NEW_ORDER, key);
    const other = { ...NEW_ORDER, clientOrderId: 'another', price: '130' };
    expect(await app.request('POST', `${SCOPE}/orders`, other, key)).toEqual({ ...created, status: 200 });
    expect((await app.request('POST', `${SCOPE}/orders`, other, { 'idempotency-key': 'k 2' })).status).toBe(
      201,
    );
    const tooLong = { 'idempotency-key': 'x'.repeat(513) };
    expect(await app.request('POST', `${SCOPE}/orders`, other, tooLong)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'idempotencyKey' }] },
    });
  });

  it('lists every fault of the body', async () => {
    const { status, body } = await app.request('POST', `${SCOPE}/orders`, {
      exchange: 'binance',
      symbol: 5,
      side: 'LONG',
      type: 'LIMIT',
      amount: '1',
      filled: '1',
    });
    expect(status).toBe(400);
    const { errors } = body as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual(['filled', 'side', 'symbol']);
  });

  it('names the field whose value is wrong', async () => {
    const answer = await app.request('POST', `${SCOPE}/orders`, { ...NEW_ORDER, amount: '1e3' });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'INVALID_ORDER', errors: [{ field: 'amount' }] },
    });
    const nameless = await app.request('POST', `${SCOPE}/orders`, { ...NEW_ORDER, clientOrderId: null });
    expect(nameless).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
  });
});

describe('lists', () => {
  it('pages through the orders, each once', async () => {
    const ids = Array.from({ length: 25 }, (_, at) => `id ${at}/ü`);
    await update(...ids.map((id) => open(id, 'ETHUSDT')));
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await app.request('GET', `${SCOPE}/orders?limit=10&cursor=${cursor}`);
      const page = body as { orders: { id: string }[]; nextCursor: string | null };
      expect(page.orders.length).toBeLessThanOrEqual(10);
      seen.push(...page.orders.map(({ id }) => id));
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(seen.length).toBe(25);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  it('filters orders by state, symbol and exchange', async () => {
    await update(open('1', 'ETHUSDT'), open('2', 'BTCUSDT'), { ...open('3', 'ETHUSDT'), status: 'CANCELED' });
    expect(await idsOf('')).toEqual(['1', '2', '3']);
    expect(await idsOf('state=open')).toEqual(['1', '2']);
    expect(await idsOf('state=terminal')).toEqual(['3']);
    await update({ ...open('2', 'BTCUSDT'), status: 'CANCELING' });
    expect(await idsOf('state=open')).toEqual(['1']);
    expect(await idsOf('state=open&includeCanceling=true')).toEqual(['1', '2']);
    expect(await idsOf('state=all')).toEqual(['1', '2', '3']);
    expect(await idsOf('state=open&symbol=ETHUSDT&exchange=binance')).toEqual(['1']);
    expect(await idsOf('exchange=okx')).toEqual([]);
    expect(await idsOf('symbol=ETHUSDT&source=all')).toEqual(['1', '3']);
    expect(await idsOf('source=all&state=all')).toEqual(['1', '2', '3']);
  });

  it('filters positions by state', async () => {
    const sell = { ...FIRST_FILL, id: '8', side: 'SELL', tradeId: '32', amount: '1', status: 'FILLED' };
    await update(FIRST_FILL, sell, { ...FIRST_FILL, symbol: 'ETHUSDT' });
    expect(await symbolsOf('')).toEqual(['BTCUSDT-PERP', 'ETHUSDT']);
    expect(await symbolsOf('state=open')).toEqual(['ETHUSDT']);
    expect(await symbolsOf('state=flat')).toEqual(['BTCUSDT-PERP']);
    expect(await symbolsOf('symbol=ETHUSDT&exchange=okx')).toEqual([]);
  });
});

describe('ids and symbols in paths', () => {
  it('are percent-encoded, up to 512 characters', async () => {
    const id = '/%?#ü😀'.padEnd(512, '日');
    const symbol = 'BTC/USDT:USDT';
    await update({ ...FIRST_FILL, id, symbol });
    const order = await app.request('GET', `${SCOPE}/orders/${encodeURIComponent(id)}`);
    expect(order).toMatchObject({ status: 200, body: { id, symbol } });
    const position = await app.request('GET', `${SCOPE}/positions/${encodeURIComponent(symbol)}`);
    expect(position).toMatchObject({ status: 200, body: { symbol } });
    expect((await app.request('GET', `${SCOPE}/orders/${'x'.repeat(513)}`)).status).toBe(400);
    expect((await app.request('GET', `${SCOPE}/orders/${'x'.repeat(7_000)}`)).status).toBe(414);
    expect((await app.request('GET', `${SCOPE}/orders/%zz`)).status).toBe(400);
  });

  it('that are ambiguous answer 409, and 200 once exchange and symbol tell which', async () => {
    await update(FIRST_FILL, { ...FIRST_FILL, exchange: 'okx', symbol: 'BTCUSDT-PERP' });
    expect(await app.request('GET', `${SCOPE}/orders/7`)).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { code: 'AMBIGUOUS_ORDER' },
    });
    expect((await app.request('GET', `${SCOPE}/orders/7?exchange=okx&symbol=BTCUSDT-PERP`)).status).toBe(200);
    expect((await app.request('GET', `${SCOPE}/positions/BTCUSDT-PERP`)).status).toBe(409);
    expect((await app.request('GET', `${SCOPE}/positions/BTCUSDT-PERP?exchange=okx`)).status).toBe(200);
  });

  it('of a scope that is not configured answer 404', async () => {
    const answer = await app.request('GET', '/v1/scopes/default/other/positions');
    expect(answer).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', instance: '/v1/scopes/default/other/positions' },
    });
    expect((await app.request('GET', '/v1/scopes/a%2Fb/c/positions')).body).toEqual({ positions: [] });
  });

  it.each([
    ['POST', 'orders', {}],
    ['POST', 'order-updates', { updates: [] }],
    ['POST', 'reconciliations', 17],
    ['GET', 'orders?limit=0', undefined],
    ['GET', `positions/${'x'.repeat(513)}`, undefined],
    ['PUT', 'params/key', undefined],
    ['GET', 'orders/7/chain?limit=0', undefined],
    ['PUT', `orders/${'x'.repeat(513)}/cancel-intent`, undefined],
    ['GET', 'positions/BTCUSDT?at=now', undefined],
    ['GET', 'positions/BTCUSDT/ledger?limit=0', undefined],
    ['GET', 'fills?limit=0', undefined],
    ['GET', 'pnl', undefined],
    ['POST', 'trades', { trades: [] }],
    ['POST', 'trades/7/bust', {}],
    ['POST', 'adjustments', []],
    ['PUT', 'instruments', undefined],
    ['PUT', 'balances', 17],
    ['POST', 'messages/kraken', []],
  ] as const)(
    'of a scope that is not configured answer 404 whatever else is wrong: %s %s',
    async (...request) => {
      const [method, path, body] = request;
      const answer = await app.request(method, `/v1/scopes/default/other/${path}`, body);
      expect(answer).toMatchObject({
        status: 404,
        type: 'application/problem+json',
        body: { code: 'NOT_FOUND' },
      });
    },
  );
});

describe('market data', () => {
  it.each([{ a: [1, { b: null }] }, 'text', 17, false, null])('keeps %j as it is', async (value) => {
    const path = `${SCOPE}/market-data/${encodeURIComponent('BTC/USDT')}`;
    expect((await app.request('GET', path)).status).toBe(404);
    expect((await app.request('PUT', path, value)).status).toBe(204);
    expect(await app.request('GET', path)).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
      body: value,
    });
  });

  it('keeps typed values by interval', async () => {
    const kline = { open: '1', high: '2', low: '1', close: '2', volume: '3', timestamp: 1 };
    const path = `${SCOPE}/market-data/BTCUSDT/kline`;
    expect((await app.request('PUT', `${path}?interval=1m`, kline)).status).toBe(204);
    expect(await app.request('GET', `${path}?interval=1m`)).toMatchObject({
      status: 200,
      body: { value: kline },
    });
    expect((await app.request('GET', `${path}?interval=5m`)).status).toBe(404);
    const wrong = await app.request('PUT', path, { ...kline, close: 2 });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'close' }] } });
    expect((await app.request('PUT', `${SCOPE}/market-data/BTCUSDT/nonsense`, {})).status).toBe(400);
  });
});

describe('the scope', () => {
  it('syncs, and says that its parts agree', async () => {
    await update(FIRST_FILL);
    expect(await app.request('POST', `${SCOPE}/sync`)).toMatchObject({
      status: 200,
      body: { sequence: 1, durationMs: expect.any(Number) as unknown as number, survives: 'nothing' },
    });
    expect(await app.request('GET', `${SCOPE}/integrity`)).toMatchObject({
      status: 200,
      body: { ok: true, checked: { orders: 1, positions: 1 }, faults: [] },
    });
    const { body } = await app.request('GET', '/v1/scopes');
    expect(body).toMatchObject({
      scopes: [
        {
          strategyId: 'default',
          userId: 'default',
          state: 'serving',
          store: 'up',
          durability: 'continuous',
          sequence: 1,
          dirty: 0,
          syncLagMs: 0,
          orders: { open: 1, inMemory: 1 },
          positions: { open: 1 },
        },
        { strategyId: 'a/b', userId: 'c', sequence: 0 },
      ],
    });
  });

  it('is live and ready', async () => {
    expect((await app.request('GET', '/health/live')).body).toMatchObject({ status: 'ok' });
    expect(await app.request('GET', '/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ok', details: { 'default/default': { status: 'up' }, 'a%2Fb/c': { status: 'up' } } },
    });
  });

  it('answers 503 while it is closed, in the shape of a health check and as a problem', async () => {
    await app.manager.cache().close();
    expect(await app.request('GET', '/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'error', error: { 'default/default': { status: 'down' } } },
    });
    expect(await app.request('GET', `${SCOPE}/positions`)).toMatchObject({
      status: 503,
      type: 'application/problem+json',
      body: { code: 'SCOPE_NOT_SERVING' },
    });
  });
});

describe('what is not there', () => {
  it('answers 404 with problem details', async () => {
    expect(await app.request('GET', '/nowhere?a=b')).toEqual({
      status: 404,
      type: 'application/problem+json',
      body: {
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        detail: 'Cannot GET /nowhere?a=b',
        instance: '/nowhere',
        code: 'NOT_FOUND',
      },
    });
    expect((await app.request('GET', `${SCOPE}/orders/none`)).status).toBe(404);
    expect((await app.request('GET', `${SCOPE}/positions/none`)).status).toBe(404);
  });
});

describe("a strategy's own values", () => {
  it.each(['params', 'metadata'])('of %s are any JSON, until they are deleted', async (kind) => {
    const path = `${SCOPE}/${kind}/${encodeURIComponent('BTC/USDT:USDT')}`;
    expect((await app.request('GET', path)).status).toBe(404);
    expect((await app.request('DELETE', path)).status).toBe(404);
    for (const value of [{ entries: 2, stops: ['100'] }, 'text', 7, false, []]) {
      expect((await app.request('PUT', path, value)).status).toBe(204);
      expect(await app.request('GET', path)).toMatchObject({ status: 200, body: value });
    }
    expect((await app.request('GET', `/v1/scopes/a%2Fb/c/${kind}/BTC`)).status).toBe(404);
    expect((await app.request('DELETE', path)).status).toBe(204);
    expect((await app.request('GET', path)).status).toBe(404);
  });

  it.each(['params/a%0Ab', 'metadata/a%0Ab', `params/${'x'.repeat(513)}`, 'params/a'])(
    'with a wrong name, or null, are refused: %s',
    async (path) => {
      const body = path === 'params/a' ? null : 1;
      expect((await app.request('PUT', `${SCOPE}/${path}`, body)).status).toBe(400);
    },
  );
});

describe('balances', () => {
  it('are the latest that the scope has heard of', async () => {
    const cache = app.manager.cache();
    cache.applyBalance({
      exchange: 'okx',
      account: 'trading',
      asset: 'BTC',
      free: '1',
      locked: '2',
      timestamp: 5,
    });
    cache.applyBalance({ exchange: 'bybit', account: 'UNIFIED', asset: 'BTC', total: '4' });
    const { body } = await app.request('GET', `${SCOPE}/balances`);
    expect(body).toEqual({
      balances: [
        { exchange: 'okx', account: 'trading', asset: 'BTC', free: '1', locked: '2', total: '3', timestamp: 5 },
        { exchange: 'bybit', account: 'UNIFIED', asset: 'BTC', free: null, locked: null, total: '4', timestamp: null },
      ],
    }); // prettier-ignore
    const only = await app.request('GET', `${SCOPE}/balances?exchange=okx&account=trading`);
    expect(only.body).toMatchObject({ balances: [{ exchange: 'okx' }] });
    expect((await app.request('GET', `${SCOPE}/balances?account=other`)).body).toEqual({ balances: [] });
    expect((await app.request('GET', `${SCOPE}/balances?asset=BTC`)).status).toBe(400);
  });
});
