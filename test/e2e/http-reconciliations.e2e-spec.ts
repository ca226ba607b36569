import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import type { Answer } from '../support/http-app.js';
import { fill, T, update } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start();
  const updates = [fill('3', '3', '100'), update({ id: '8' })];
  await app.request('POST', `${SCOPE}/order-updates`, { updates });
});

afterEach(() => app.close());

function reconcile(body: object): Promise<Answer> {
  return app.request('POST', `${SCOPE}/reconciliations`, body);
}

const SNAPSHOT = {
  exchange: 'binance',
  complete: true,
  adopt: false,
  positions: [
    { symbol: 'BTCUSDT', positionSide: 'NET', signedAmount: '2', entryPrice: '100', timestamp: T + 9 },
  ],
  openOrders: [{ ...update({ id: '9' }), exchange: 'binance' }],
};

describe('POST reconciliations', () => {
  it('answers how the exchange differs, and changes nothing', async () => {
    expect(await reconcile(SNAPSHOT)).toMatchObject({
      status: 200,
      body: {
        exchange: 'binance',
        adopted: false,
        positions: [{ symbol: 'BTCUSDT', positionSide: 'NET', kind: 'quantity', ours: '3', theirs: '2' }],
        orders: [
          { symbol: 'BTCUSDT', orderId: '9', kind: 'unknown', ours: null, theirs: 'ACCEPTED' },
          { symbol: 'BTCUSDT', orderId: '7', kind: 'missing', ours: 'PARTIALLY_FILLED', theirs: null },
          { symbol: 'BTCUSDT', orderId: '8', kind: 'missing', ours: 'ACCEPTED', theirs: null },
        ],
        drift: [],
      },
    });
    expect((await app.request('GET', `${SCOPE}/positions/BTCUSDT`)).body).toMatchObject({
      signedAmount: '3',
    });
    expect((await app.request('GET', `${SCOPE}/orders/9`)).status).toBe(404);
  });

  it('takes the exchange at its word when told to', async () => {
    expect(await reconcile({ ...SNAPSHOT, adopt: true })).toMatchObject({
      status: 200,
      body: { adopted: true },
    });
    expect((await app.request('GET', `${SCOPE}/positions/BTCUSDT`)).body).toMatchObject({
      signedAmount: '2',
    });
    expect((await app.request('GET', `${SCOPE}/orders/9`)).body).toMatchObject({ status: 'ACCEPTED' });
    expect((await app.request('GET', `${SCOPE}/orders/8`)).body).toMatchObject({ status: 'ACCEPTED' });
    expect((await app.request('GET', `${SCOPE}/integrity`)).body).toMatchObject({ ok: true });
  });

  it('takes the time of all of it: a fill before that time is in the snapshot already', async () => {
    const positions = [{ symbol: 'BTCUSDT', signedAmount: '2', entryPrice: '100' }];
    const body = { exchange: 'binance', complete: false, adopt: true, timestamp: T + 9, positions };
    expect((await reconcile(body)).status).toBe(200);
    const late = fill('1', '1', '100', { id: '10', timestamp: T + 9 });
    const newer = fill('1', '1', '100', { id: '11', timestamp: T + 10 });
    await app.request('POST', `${SCOPE}/order-updates`, { updates: [late] });
    expect((await app.request('GET', `${SCOPE}/positions/BTCUSDT`)).body).toMatchObject({
      signedAmount: '2',
    });
    await app.request('POST', `${SCOPE}/order-updates`, { updates: [newer] });
    expect((await app.request('GET', `${SCOPE}/positions/BTCUSDT`)).body).toMatchObject({
      signedAmount: '3',
    });
  });

  it.each<[string, object]>([
    ['timestamp', { ...SNAPSHOT, timestamp: '1700000000000' }],
    ['timestamp', { ...SNAPSHOT, timestamp: -1 }],
    ['exchange', { complete: true, adopt: false }],
    ['complete', { ...SNAPSHOT, complete: 'yes' }],
    ['adopt', { ...SNAPSHOT, adopt: null }],
    ['positions', { ...SNAPSHOT, positions: 'none' }],
    ['positions[0].signedAmount', { ...SNAPSHOT, positions: [{ symbol: 'A', signedAmount: 1 }] }],
    ['openOrders[0].side', { ...SNAPSHOT, openOrders: [{ ...update(), side: 'buy' }] }],
    ['balances', { ...SNAPSHOT, balances: [] }],
    [
      'positions[1].positionSide',
      { ...SNAPSHOT, positions: [...SNAPSHOT.positions, { symbol: 'BTCUSDT', signedAmount: '0' }] },
    ],
  ])('with a wrong %s is 400 and changes nothing', async (field, body) => {
    const answer = await reconcile({ ...body, adopt: 'adopt' in body && body.adopt === null ? null : true });
    expect(answer).toMatchObject({ status: 400, type: expect.stringContaining('application/problem+json') });
    expect(answer.body).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ field })]),
    });
    expect((await app.request('GET', `${SCOPE}/positions/BTCUSDT`)).body).toMatchObject({
      signedAmount: '3',
    });
  });
});

function idsOf({ body }: Answer): string[] {
  return (body as { orders: { id: string }[] }).orders.map(({ id }) => id);
}

describe('orders that one means to cancel', () => {
  it('are among the open ones only when asked for', async () => {
    app.manager.cache().markCancelIntent('8');
    expect(idsOf(await app.request('GET', `${SCOPE}/orders?state=open`))).toEqual(['7']);
    expect(idsOf(await app.request('GET', `${SCOPE}/orders?state=open&includeCanceling=true`))).toEqual([
      '7',
      '8',
    ]);
    expect((await app.request('GET', `${SCOPE}/orders?includeCanceling=maybe`)).status).toBe(400);
  });
});

describe('legs of hedge mode', () => {
  it('are positions of their own, told apart by positionSide', async () => {
    const updates = [
      fill('1', '1', '100', { id: 'l', positionSide: 'LONG' }),
      fill('2', '2', '100', { id: 's', side: 'SELL', positionSide: 'SHORT' }),
    ].map((each) => ({ ...each, symbol: 'ETHUSDT' }));
    await app.request('POST', `${SCOPE}/order-updates`, { updates });
    expect((await app.request('GET', `${SCOPE}/positions/ETHUSDT`)).status).toBe(409);
    const short = await app.request('GET', `${SCOPE}/positions/ETHUSDT?positionSide=SHORT`);
    expect(short.body).toMatchObject({ positionSide: 'SHORT', side: 'SHORT', signedAmount: '-2' });
    expect((await app.request('GET', `${SCOPE}/positions/ETHUSDT?positionSide=BOTH`)).status).toBe(400);
  });
});
