import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { T, update } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start();
});

afterEach(() => app.close());

async function tell(...updates: readonly object[]): Promise<void> {
  const { body } = await app.request('POST', `${SCOPE}/order-updates`, { updates });
  const outcomes = (body as { results: { outcome: string }[] }).results.map(({ outcome }) => outcome);
  expect(outcomes).toEqual(updates.map(() => 'applied'));
}

function chain(path: string) {
  return app.request('GET', `${SCOPE}/orders/${path}`);
}

describe('GET orders/{orderId}/chain', () => {
  it('answers what an order replaced and what replaced it, oldest first', async () => {
    await tell(
      update({ id: '1', status: 'CANCELED' }),
      { ...update({ id: '2', status: 'CANCELED', timestamp: T + 1 }), replaces: '1' },
      { ...update({ id: '3', timestamp: T + 2 }), replaces: '2' },
      update({ id: '4' }),
    );
    for (const id of ['1', '2', '3'])
      expect(await chain(`${id}/chain`)).toMatchObject({
        status: 200,
        body: { orders: [{ id: '1' }, { id: '2' }, { id: '3' }] },
      });
    expect((await chain('4/chain')).body).toMatchObject({ orders: [{ id: '4' }] });
  });

  it('answers orders that share a client id', async () => {
    await tell(
      update({ id: '1', clientOrderId: 'mine', status: 'CANCELED' }),
      update({ id: '2', clientOrderId: 'mine', timestamp: T + 1 }),
    );
    expect((await chain('mine/chain')).body).toMatchObject({ orders: [{ id: '1' }, { id: '2' }] });
  });

  it('answers 404 where there is no such order', async () => {
    expect(await chain('none/chain')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('answers 409 where the id is ambiguous, and 200 once exchange and symbol tell which', async () => {
    await tell(update(), update({ exchange: 'okx' }));
    expect(await chain('7/chain')).toMatchObject({ status: 409, body: { code: 'AMBIGUOUS_ORDER' } });
    expect(await chain('7/chain?exchange=okx&symbol=BTCUSDT')).toMatchObject({
      status: 200,
      body: { orders: [{ exchange: 'okx', id: '7' }] },
    });
  });

  it('refuses a query that is not known, and an id that is too long', async () => {
    expect(await chain('7/chain?limit=1')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'limit' }] },
    });
    expect((await chain(`${'x'.repeat(513)}/chain`)).status).toBe(400);
  });
});
