import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { FIRST_FILL, T } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';
const TRADE = {
  exchange: 'binance',
  symbol: 'BTCUSDT-PERP',
  orderId: '7',
  tradeId: '31',
  side: 'BUY',
  quantity: '1',
  price: '100',
  fee: '0.04',
  feeCurrency: 'USDT',
  timestamp: T,
};
const FUNDING = {
  exchange: 'binance',
  symbol: 'BTCUSDT-PERP',
  id: 'f1',
  kind: 'FUNDING',
  amount: '-0.5',
  currency: 'USDT',
  timestamp: T,
};
const SPOT = { exchange: 'binance-spot', symbol: 'BTCUSDT', kind: 'spot', base: 'BTC', quote: 'USDT' };
const BALANCE = { exchange: 'okx', account: 'trading', asset: 'BTC', free: '1', locked: '2', timestamp: 5 };

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start();
});

afterEach(() => app.close());

function post(path: string, body: unknown) {
  return app.request('POST', `${SCOPE}/${path}`, body);
}

function put(path: string, body: unknown) {
  return app.request('PUT', `${SCOPE}/${path}`, body);
}

function get(path: string) {
  return app.request('GET', `${SCOPE}/${path}`);
}

describe('POST trades', () => {
  it('moves the position by each trade once, one result a trade, in order', async () => {
    const answer = await post('trades', { trades: [TRADE, TRADE, { ...TRADE, tradeId: '32' }] });
    expect(answer).toEqual({
      status: 200,
      type: expect.stringContaining('application/json'),
      body: {
        results: [
          { orderId: '7', outcome: 'applied' },
          { orderId: '7', outcome: 'duplicate' },
          { orderId: '7', outcome: 'applied' },
        ],
      },
    });
    expect((await get('positions/BTCUSDT-PERP')).body).toMatchObject({
      signedAmount: '2',
      fees: { USDT: '0.08' },
    });
  });

  it('rejects a wrong trade by name and takes the others', async () => {
    const trades = [{ ...TRADE, price: '1e3' }, 17, { ...TRADE, more: '1' }, TRADE];
    expect((await post('trades', { trades })).body).toMatchObject({
      results: [
        { outcome: 'rejected', field: 'price', reason: expect.any(String) },
        { outcome: 'rejected', field: 'update', reason: expect.any(String) },
        { outcome: 'rejected', field: 'more', reason: expect.any(String) },
        { outcome: 'applied' },
      ],
    });
  });
});

describe('durable=true', () => {
  it.each([
    ['POST', 'trades', TRADE],
    ['POST', 'adjustments', FUNDING],
    ['PUT', 'balances', BALANCE],
  ] as const)('waits for the store: %s %s', async (method, list, item) => {
    const answer = await app.request(method, `${SCOPE}/${list}?durable=true`, { [list]: [item] });
    expect(answer).toMatchObject({
      status: 200,
      body: { results: [{ outcome: 'applied' }], survives: 'nothing' },
    });
    const { body } = await app.request('GET', '/v1/scopes');
    expect(body).toMatchObject({ scopes: [{ sequence: 1, dirty: 0 }] });
  });

  it.each([
    ['POST', 'trades'],
    ['POST', 'adjustments'],
    ['PUT', 'balances'],
    ['POST', 'messages/okx'],
  ] as const)('has no other values than true and false: %s %s', async (method, path) => {
    const answer = await app.request(method, `${SCOPE}/${path}?durable=yes`, { [path]: [{}] });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'durable' }] } });
  });
});

describe('POST trades/{tradeId}/bust', () => {
  const bust = { exchange: 'binance', symbol: 'BTCUSDT-PERP', orderId: '7', timestamp: T + 1 };

  it('takes the trade back, once, also when it is told again', async () => {
    await post('trades', { trades: [TRADE, { ...TRADE, tradeId: '3/2', price: '110' }] });
    const path = `trades/${encodeURIComponent('3/2')}/bust`;
    expect(await post(path, bust)).toMatchObject({
      status: 200,
      body: { results: [{ orderId: '7', outcome: 'applied' }] },
    });
    expect((await get('positions/BTCUSDT-PERP')).body).toMatchObject({
      signedAmount: '1',
      entryPrice: '100',
    });
    expect((await post(path, bust)).body).toMatchObject({ results: [{ outcome: 'duplicate' }] });
    await post('trades', { trades: [{ ...TRADE, tradeId: '3/2', price: '110' }] });
    expect((await get('positions/BTCUSDT-PERP')).body).toMatchObject({
      signedAmount: '1',
      entryPrice: '100',
    });
  });

  it('answers survives when durable', async () => {
    await post('trades', { trades: [TRADE] });
    expect((await post('trades/31/bust?durable=true', bust)).body).toMatchObject({
      results: [{ outcome: 'applied' }],
      survives: 'nothing',
    });
  });

  it.each([
    [{ ...bust, exchange: undefined }, ['exchange']],
    [{ ...bust, symbol: 7, orderId: 7 }, ['symbol', 'orderId']],
    [{ ...bust, timestamp: '1' }, ['timestamp']],
    [{ ...bust, tradeId: '31' }, ['tradeId']],
  ])('refuses a body that is wrong: %j', async (body, fields) => {
    const answer = await post('trades/31/bust', body);
    expect(answer).toMatchObject({ status: 400, type: 'application/problem+json' });
    const { errors } = answer.body as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual([...fields].sort());
  });

  it('refuses a trade id that is too long', async () => {
    expect(await post(`trades/${'x'.repeat(513)}/bust`, bust)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'tradeId' }] },
    });
  });
});

describe('what was missed', () => {
  it('is the gap of its result', async () => {
    const update = { ...FIRST_FILL, filled: '2', status: 'FILLED', average: '100' };
    const { body } = await post('order-updates', { updates: [update, update] });
    expect(body).toMatchObject({
      results: [
        {
          outcome: 'applied',
          gap: {
            exchange: 'binance',
            symbol: 'BTCUSDT-PERP',
            positionSide: 'NET',
            orderId: '7',
            quantity: '1',
            estimated: false,
          },
        },
        { outcome: 'duplicate' },
      ],
    });
    const { results } = body as { results: object[] };
    expect(results[1]).not.toHaveProperty('gap');
  });
});

describe('POST adjustments', () => {
  it('applies each id once, one result an adjustment, in order', async () => {
    const adjustments = [
      FUNDING,
      FUNDING,
      { ...FUNDING, id: 'f2', currency: null },
      { ...FUNDING, id: 'f3', amount: '0.2' },
    ];
    expect(await post('adjustments', { adjustments })).toMatchObject({
      status: 200,
      body: {
        results: [
          { outcome: 'applied' },
          { outcome: 'duplicate' },
          { outcome: 'rejected', field: 'currency', reason: expect.any(String) },
          { outcome: 'applied' },
        ],
      },
    });
    expect((await get('positions/BTCUSDT-PERP')).body).toMatchObject({
      signedAmount: '0',
      adjustments: { USDT: '-0.3' },
    });
  });
});

describe('PUT instruments', () => {
  it('registers markets before their first fill', async () => {
    expect(await put('instruments', { instruments: [SPOT] })).toEqual({ status: 204, type: '', body: '' });
    expect(app.manager.cache().instrument('binance-spot', 'BTCUSDT')).toMatchObject({
      kind: 'spot',
      settle: 'USDT',
    });
  });

  it('registers all or none, and names the field that is wrong', async () => {
    const wrong = { exchange: 'okx', symbol: 'BTC-USDT-SWAP', contractSize: '0' };
    expect(await put('instruments', { instruments: [SPOT, wrong] })).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { code: 'INVALID_INSTRUMENT', errors: [{ field: 'contractSize', reason: expect.any(String) }] },
    });
    expect(app.manager.cache().instrument('binance-spot', 'BTCUSDT')).toBeNull();
  });

  it.each([[null], [17], [{ ...SPOT, more: '1' }]])('refuses %j', async (instrument) => {
    const answer = await put('instruments', { instruments: [instrument] });
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INSTRUMENT' } });
  });
});

describe('PUT balances', () => {
  it('takes the latest of each asset, one result a balance, in order', async () => {
    const balances = [BALANCE, { ...BALANCE, free: '9', timestamp: 4 }, { ...BALANCE, free: 9 }];
    expect(await put('balances', { balances })).toMatchObject({
      status: 200,
      body: {
        results: [
          { outcome: 'applied' },
          { outcome: 'outdated' },
          { outcome: 'rejected', field: 'free', reason: expect.any(String) },
        ],
      },
    });
    expect((await get('balances')).body).toEqual({ balances: [{ ...BALANCE, total: '3' }] });
  });
});

const ENVELOPES = [
  ['POST', 'trades'],
  ['POST', 'adjustments'],
  ['PUT', 'instruments'],
  ['PUT', 'balances'],
] as const;

/** Bodies that are not a list of 1 to 1000 items under this name, and the field that is the reason. */
function wrongEnvelopes(list: string): readonly (readonly [body: unknown, field: string])[] {
  return [
    [{ [list]: {} }, list],
    [{}, list],
    [{ [list]: [] }, list],
    [{ [list]: Array.from({ length: 1_001 }, () => ({})) }, list],
    [{ [list]: [{}], more: 1 }, 'more'],
    [[{}], 'body'],
    [null, 'body'],
    [undefined, 'body'],
    [{ [list]: [{ x: [[[[[[0]]]]]] }] }, 'body'],
  ];
}

describe('an envelope that is wrong is refused as a whole', () => {
  it.each(
    ENVELOPES.flatMap(([method, list]) =>
      wrongEnvelopes(list).map(([body, field], at) => [method, list, at, field, body] as const),
    ),
  )('%s %s, case %d: %s', async (method, list, _, field, body) => {
    const answer = await app.request(method, `${SCOPE}/${list}`, body);
    expect(answer).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { code: 'INVALID_REQUEST', errors: [{ field }] },
    });
  });
});
