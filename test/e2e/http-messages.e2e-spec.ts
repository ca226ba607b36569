import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { account, futures, SPOT } from '../support/binance-events.js';
import { HttpApp } from '../support/http-app.js';
import type { Answer } from '../support/http-app.js';

const SCOPE = '/v1/scopes/default/default';
/** Beyond 2^53: as a JavaScript number it would be another id. */
const LONG_ID = '12345678901234567891';
/** A `TRADE_LITE` of USDT-M, as text because of its order id. */
const TRADE_LITE = `{"e": "TRADE_LITE", "E": 1, "T": 1700000000123, "s": "BTCUSDT", "q": "1", "p": "100", "m": false, "c": "mine",
  "S": "BUY", "L": "100.10", "l": "0.5", "t": 7, "i": ${LONG_ID}}`;
const OKX_ORDER = {
  instType: 'SWAP', instId: 'BTC-USDT-SWAP', ordId: '312269865356374016', clOrdId: '', state: 'live', side: 'buy', posSide: 'net',
  ordType: 'limit', px: '100', sz: '2', accFillSz: '0', avgPx: '', fillSz: '0', fillPx: '', tradeId: '', uTime: '1700000000000',
}; // prettier-ignore
const BYBIT_WALLET = {
  topic: 'wallet',
  creationTime: 1_700_000_000_000,
  data: [{ accountType: 'UNIFIED', coin: [{ coin: 'USDT', walletBalance: '10' }] }],
};

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start();
});

afterEach(() => app.close());

function send(exchange: string, body: unknown): Promise<Answer> {
  return app.request('POST', `${SCOPE}/messages/${exchange}`, body);
}

function text(json: string): Buffer {
  return Buffer.from(json);
}

describe('a message of an exchange', () => {
  it('of Binance is applied', async () => {
    expect(await send('binance', futures({ X: 'NEW' }))).toEqual({
      status: 200,
      type: expect.stringContaining('application/json'),
      body: { results: [{ index: 0, kind: 'orders', orderId: '8888888', outcome: 'applied' }] },
    });
    const order = await app.request('GET', `${SCOPE}/orders/8888888`);
    expect(order.body).toMatchObject({ symbol: 'BTCUSD_200925', clientOrderId: 'TEST' });
  });

  it('of OKX has a result for each row, those that are wrong too', async () => {
    const rows = [OKX_ORDER, { ...OKX_ORDER, ordId: '8' }, { ...OKX_ORDER, ordId: '9', sz: 'many' }];
    const { body } = await send('okx', { arg: { channel: 'orders' }, data: rows });
    expect(body).toMatchObject({
      results: [
        { index: 0, kind: 'orders', orderId: '312269865356374016', outcome: 'applied' },
        { index: 0, kind: 'orders', orderId: '8', outcome: 'applied' },
        { index: 0, kind: 'invalid', field: 'data[2].sz', reason: expect.any(String) },
      ],
    });
  });

  it('of Bybit is applied', async () => {
    expect((await send('bybit', BYBIT_WALLET)).body).toEqual({
      results: [{ index: 0, kind: 'balances', outcome: 'applied' }],
    });
    const { body } = await app.request('GET', `${SCOPE}/balances`);
    expect(body).toMatchObject({ balances: [{ exchange: 'bybit', asset: 'USDT', total: '10' }] });
  });

  it('keeps every digit of its numbers', async () => {
    expect((await send('binance', text(TRADE_LITE))).body).toMatchObject({
      results: [{ kind: 'trades', orderId: LONG_ID, outcome: 'applied' }],
    });
    expect((await send('binance', text(`[${TRADE_LITE}]`))).body).toMatchObject({
      results: [{ kind: 'trades', orderId: LONG_ID, outcome: 'duplicate' }],
    });
    const order = JSON.stringify(futures({})).replace('8888888', LONG_ID);
    await send('binance', text(order));
    expect((await app.request('GET', `${SCOPE}/orders/${LONG_ID}`)).status).toBe(200);
  });

  it('tells what was missed', async () => {
    await send('binance', futures({ X: 'NEW', ps: 'BOTH' }));
    const fill = { x: 'TRADE', X: 'FILLED', ps: 'BOTH', l: '1', z: '2', L: '9100', ap: '9100', t: 5 };
    expect((await send('binance', futures(fill))).body).toMatchObject({
      results: [{ outcome: 'applied', gap: { orderId: '8888888', quantity: '1' } }],
    });
  });

  it('compares a push of positions, and changes nothing', async () => {
    const push = account({ P: [{ s: 'BTCUSDT', pa: '2', ep: '100', cr: '0', ps: 'BOTH' }] });
    expect((await send('binance', push)).body).toMatchObject({
      results: [{ kind: 'positions', differences: [{ symbol: 'BTCUSDT', kind: 'opened' }], drift: [] }],
    });
    expect((await app.request('GET', `${SCOPE}/positions`)).body).toEqual({ positions: [] });
  });

  it.each<[name: string, exchange: string, message: unknown, result: object]>([
    ['another event', 'binance', { e: 'news' }, { kind: 'unknown' }],
    ['another exchange', 'bybit', OKX_ORDER, { kind: 'unknown' }],
    ['text', 'okx', 'hello', { kind: 'unknown' }],
    ['null', 'binance', null, { kind: 'unknown' }],
    ['a heartbeat', 'okx', 'pong', { kind: 'ignored', reason: expect.any(String) }],
    ['an answer to a login', 'okx', { event: 'login' }, { kind: 'ignored', reason: expect.any(String) }],
    [
      'a status that there is not',
      'binance',
      { ...SPOT, X: 'ODD' },
      { kind: 'invalid', field: expect.any(String) },
    ],
    ['__proto__', 'binance', text('{"__proto__": {"e": "executionReport"}}'), { kind: 'unknown' }],
  ])('that is not understood is a typed result: %s', async (_, exchange, message, result) => {
    const answer = await send(exchange, message);
    expect(answer.status).toBe(200);
    const { results } = answer.body as { results: object[] };
    expect(results).toEqual([expect.objectContaining({ index: 0, ...result })]);
    expect(results[0]).not.toHaveProperty('message');
  });
});

describe('a list of messages', () => {
  it('has the results of each, in order, with its index', async () => {
    const messages = [SPOT, { e: 'news' }, [], futures({}), SPOT];
    expect((await send('binance', messages)).body).toMatchObject({
      results: [
        { index: 0, kind: 'orders', orderId: '4293153', outcome: 'applied' },
        { index: 1, kind: 'unknown' },
        { index: 2, kind: 'ignored', reason: 'the list has no messages' },
        { index: 3, kind: 'orders', orderId: '8888888', outcome: 'applied' },
        { index: 4, kind: 'orders', orderId: '4293153', outcome: 'duplicate' },
      ],
    });
  });

  it('waits for the store when durable', async () => {
    const answer = await app.request('POST', `${SCOPE}/messages/binance?durable=true`, [SPOT]);
    expect(answer.body).toMatchObject({ results: [{ outcome: 'applied' }], survives: 'nothing' });
  });

  it('may be the rows of a REST answer', async () => {
    const rows = [OKX_ORDER, { ...OKX_ORDER, ordId: '8' }];
    expect((await send('okx', rows)).body).toMatchObject({
      results: [
        { index: 0, outcome: 'applied' },
        { index: 1, outcome: 'applied' },
      ],
    });
  });
});

describe('what is refused', () => {
  it.each([
    ['no messages', 400, text('[]')],
    ['1,001 messages', 400, text(JSON.stringify(Array.from({ length: 1_001 }, () => ({}))))],
    ['nothing', 400, text('')],
    ['not JSON', 400, text('{"e": ')],
    ['what is JSON only with its numbers quoted', 400, text('{1: 2}')],
    ['nesting over 8 levels', 400, text('['.repeat(9) + ']'.repeat(9))],
    ['1.1 MB', 413, text(JSON.stringify(['x'.repeat(1_100_000)]))],
  ])('%s', async (_, status, body) => {
    const answer = await send('binance', body);
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
  });

  it('an exchange that has no mapper', async () => {
    for (const exchange of ['kraken', 'ccxt', '__proto__', 'Binance'])
      expect(await send(exchange, {})).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

it('numbers of every other body stay numbers', async () => {
  const path = `${SCOPE}/params/n`;
  await app.request('PUT', path, { n: 1.5 });
  expect((await app.request('GET', path)).body).toEqual({ n: 1.5 });
});
