import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { update } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start();
});

afterEach(() => app.close());

function tell(...updates: readonly object[]) {
  return app.request('POST', `${SCOPE}/order-updates`, { updates });
}

async function openIds(): Promise<(string | null)[]> {
  const { body } = await app.request('GET', `${SCOPE}/orders?state=open`);
  return (body as { orders: { id: string | null }[] }).orders.map(({ id }) => id);
}

describe('PUT and DELETE orders/{orderId}/cancel-intent', () => {
  it('take an order out of the open ones, and back', async () => {
    const id = 'a/b';
    await tell(update({ id }));
    const path = `${SCOPE}/orders/${encodeURIComponent(id)}/cancel-intent`;
    expect(await app.request('PUT', path)).toEqual({ status: 204, type: '', body: '' });
    expect(await openIds()).toEqual([]);
    expect((await app.request('GET', `${SCOPE}/orders/${encodeURIComponent(id)}`)).body).toMatchObject({
      cancelIntent: true,
    });
    expect(await app.request('DELETE', path)).toEqual({ status: 204, type: '', body: '' });
    expect(await openIds()).toEqual([id]);
  });

  it.each(['PUT', 'DELETE'] as const)('answer 404 where no open order has the id: %s', async (method) => {
    await tell(update({ status: 'CANCELED' }));
    for (const id of ['7', 'none'])
      expect(await app.request(method, `${SCOPE}/orders/${id}/cancel-intent`)).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND' },
      });
  });

  it('answer 409 where the id is ambiguous, and 204 once exchange and symbol tell which', async () => {
    await tell(update(), update({ exchange: 'okx' }));
    const path = `${SCOPE}/orders/7/cancel-intent`;
    expect(await app.request('PUT', path)).toMatchObject({ status: 409, body: { code: 'AMBIGUOUS_ORDER' } });
    expect((await app.request('PUT', `${path}?exchange=okx&symbol=BTCUSDT`)).status).toBe(204);
    expect(await openIds()).toEqual(['7']);
  });

  it.each(['7/cancel-intent?side=BUY', `${'x'.repeat(513)}/cancel-intent`])('refuse %s', async (path) => {
    await tell(update());
    expect((await app.request('PUT', `${SCOPE}/orders/${path}`)).status).toBe(400);
    expect(await openIds()).toEqual(['7']);
  });
});
