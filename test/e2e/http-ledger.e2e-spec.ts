import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LedgerEntry } from '../../src/ledger/ledger-entry.js';
import { HttpApp } from '../support/http-app.js';
import { until } from '../support/until.js';
import { T, traded } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';
/** How long settled fills are kept unless an option says otherwise, and a day. */
const RETENTION_MS = 31 * 86_400_000;

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await app.close();
});

function tell(...updates: readonly object[]) {
  return app.request('POST', `${SCOPE}/order-updates`, { updates });
}

function position(path: string) {
  return app.request('GET', `${SCOPE}/positions/${path}`);
}

/** Buys 2 at 100, then sells 1 at 110, a second later. */
function trade() {
  return tell(traded('1', 'BUY', '2', '100'), traded('2', 'SELL', '1', '110', { timestamp: T + 1_000 }));
}

describe('GET positions/{symbol}?at=', () => {
  it('answers the position as of an exchange time', async () => {
    await trade();
    expect(await position(`BTCUSDT?at=${T}`)).toMatchObject({
      status: 200,
      body: { symbol: 'BTCUSDT', signedAmount: '2', entryPrice: '100', realizedPnl: '0' },
    });
    expect((await position(`BTCUSDT?at=${T + 999}`)).body).toMatchObject({ signedAmount: '2' });
    expect((await position(`BTCUSDT?at=${T + 1_000}`)).body).toMatchObject({
      signedAmount: '1',
      realizedPnl: '10',
    });
  });

  it('answers 404 for a symbol that nothing moved, and 409 where several exchanges have it', async () => {
    expect((await position(`BTCUSDT?at=${T}`)).status).toBe(404);
    await tell(traded('1', 'BUY', '1', '100'), traded('2', 'SELL', '1', '100', { exchange: 'okx' }));
    expect(await position(`BTCUSDT?at=${T}`)).toMatchObject({
      status: 409,
      body: { code: 'AMBIGUOUS_POSITION' },
    });
    expect((await position(`BTCUSDT?at=${T}&exchange=okx&positionSide=NET`)).body).toMatchObject({
      signedAmount: '-1',
    });
  });

  it('answers 410 for a time that is before all that is kept', async () => {
    await app.close();
    let clock = T;
    jest.spyOn(Date, 'now').mockImplementation(() => clock);
    app = await HttpApp.start({ EXPIRE_TIME: '60' });
    const cache = app.manager.cache();
    await trade();
    clock += 61_000;
    await until(async () => {
      await cache.tick();
      return (await cache.fills()).every(({ settled }) => settled);
    });
    expect((await position(`BTCUSDT?at=${T}`)).body).toMatchObject({ signedAmount: '2' });
    await until(async () => {
      clock += RETENTION_MS;
      await cache.tick();
      return (await cache.fills()).length === 0;
    });
    expect(await position(`BTCUSDT?at=${T}`)).toMatchObject({
      status: 410,
      type: 'application/problem+json',
      body: { code: 'HISTORY_TRIMMED' },
    });
    expect((await position(`BTCUSDT?at=${T + 1_000}`)).body).toMatchObject({
      signedAmount: '1',
      realizedPnl: '10',
    });
  });

  it.each([
    ['at=now', 'at'],
    ['at=-1', 'at'],
    ['at=1e3', 'at'],
    ['at=8640000000000001', 'at'],
    ['at=1&at=2', 'at'],
    ['at=1&limit=2', 'limit'],
  ])('refuses a wrong query: %s', async (query, field) => {
    expect(await position(`BTCUSDT?${query}`)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('GET positions/{symbol}/ledger', () => {
  it('answers why the position is what it is, newest first', async () => {
    await trade();
    const adjustment = { exchange: 'binance', symbol: 'BTCUSDT', id: 'f', kind: 'FUNDING' };
    const adjustments = [{ ...adjustment, amount: '0.5', currency: 'USDT', timestamp: T + 2_000 }];
    await app.request('POST', `${SCOPE}/adjustments`, { adjustments });
    expect(await position('BTCUSDT/ledger')).toMatchObject({
      status: 200,
      body: {
        position: { symbol: 'BTCUSDT', signedAmount: '1' },
        base: { signedAmount: '0', entryPrice: '0', asOf: null },
        entries: [
          {
            kind: 'adjustment',
            id: 'f',
            adjustmentKind: 'FUNDING',
            amount: '0.5',
            after: { signedAmount: '1', entryPrice: '100' },
          },
          { kind: 'fill', orderId: '2', realizedPnl: '10', after: { signedAmount: '1', entryPrice: '100' } },
          { kind: 'fill', orderId: '1', realizedPnl: '0', after: { signedAmount: '2', entryPrice: '100' } },
        ],
        nextCursor: null,
      },
    });
  });

  it('pages through the entries, each once', async () => {
    const ids = Array.from({ length: 5 }, (_, at) => String(at));
    await tell(...ids.map((id, at) => traded(id, 'BUY', '1', '100', { timestamp: T + at })));
    const seen: (string | null)[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await position(`BTCUSDT/ledger?limit=2&cursor=${cursor}`);
      const page = body as { entries: LedgerEntry[]; nextCursor: string | null };
      expect(page.entries.length).toBeLessThanOrEqual(2);
      seen.push(...page.entries.map((entry) => (entry.kind === 'fill' ? entry.orderId : null)));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  it('answers 404 for a symbol that nothing moved, and 409 where several exchanges have it', async () => {
    expect((await position('BTCUSDT/ledger')).status).toBe(404);
    await tell(traded('1', 'BUY', '1', '100'), traded('2', 'SELL', '1', '100', { exchange: 'okx' }));
    expect(await position('BTCUSDT/ledger')).toMatchObject({
      status: 409,
      body: { code: 'AMBIGUOUS_POSITION' },
    });
    expect((await position('BTCUSDT/ledger?exchange=okx&positionSide=NET')).body).toMatchObject({
      position: { exchange: 'okx', signedAmount: '-1' },
    });
  });

  it('refuses a cursor that it did not give, also one that looks like its own', async () => {
    await trade();
    for (const place of ['ledger:', 'ledger:x', 'orders:x', 'x', '0', '-1', '\u001f', '{}']) {
      const cursor = Buffer.from(place).toString('base64url');
      expect(await position(`BTCUSDT/ledger?cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST', errors: [{ field: 'cursor' }] },
      });
    }
  });

  it.each([
    ['limit=0', 'limit'],
    ['cursor=%25', 'cursor'],
    ['positionSide=BOTH', 'positionSide'],
    ['at=1', 'at'],
  ])('refuses a wrong query: %s', async (query, field) => {
    expect(await position(`BTCUSDT/ledger?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });
});
