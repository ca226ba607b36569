import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fill } from '../../src/ledger/fill.js';
import { HttpApp } from '../support/http-app.js';
import { T, traded } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';
const CSV = { accept: 'text/csv' };
const USDT_FEE = { fee: '0.04', feeCurrency: 'USDT' };

let app: HttpApp;

beforeEach(async () => {
  app = await HttpApp.start();
});

afterEach(() => app.close());

function tell(...updates: readonly object[]) {
  return app.request('POST', `${SCOPE}/order-updates`, { updates });
}

function fills(query = '', headers = {}) {
  return app.request('GET', `${SCOPE}/fills?${query}`, undefined, headers);
}

function pnl(query: string) {
  return app.request('GET', `${SCOPE}/pnl?${query}`);
}

async function tradeIds(query: string): Promise<(string | null)[]> {
  const { body } = await fills(query);
  return (body as { fills: Fill[] }).fills.map(({ tradeId }) => tradeId);
}

/** Rows of a CSV by the grammar of RFC 4180, which knows of no spreadsheets. */
function rowsOf(csv: unknown): string[][] {
  const text = csv as string;
  expect(text.endsWith('\r\n')).toBe(true);
  const rows: string[][] = [[]];
  for (const [, field = '', end] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('GET fills', () => {
  it('answers each fill with the position after it, oldest first', async () => {
    await tell(
      traded('2', 'SELL', '1', '110', { ...USDT_FEE, timestamp: T + 1 }),
      traded('1', 'BUY', '2', '100', USDT_FEE),
    );
    const { status, body } = await fills();
    expect(status).toBe(200);
    expect(body).toEqual({
      fills: [
        {
          exchange: 'binance',
          symbol: 'BTCUSDT',
          positionSide: 'NET',
          side: 'BUY',
          orderId: '1',
          clientOrderId: null,
          tradeId: '1',
          quantity: '2',
          price: '100',
          fees: { USDT: '0.04' },
          feesKnown: true,
          liquidity: null,
          inferred: false,
          estimated: false,
          timestamp: T,
          realizedPnl: '0',
          after: { signedAmount: '2', entryPrice: '100' },
          settled: false,
        },
        expect.objectContaining({
          orderId: '2',
          realizedPnl: '10',
          after: { signedAmount: '1', entryPrice: '100' },
        }),
      ],
      nextCursor: null,
    });
  });

  it('finds those that match', async () => {
    await tell(
      traded('1', 'BUY', '1', '100'),
      traded('2', 'BUY', '1', '100', { timestamp: T + 1 }),
      traded('3', 'BUY', '1', '100', { timestamp: T + 2, symbol: 'ETHUSDT' }),
      traded('4', 'BUY', '1', '100', { timestamp: T + 3, exchange: 'okx', positionSide: 'LONG' }),
    );
    expect(await tradeIds('')).toEqual(['1', '2', '3', '4']);
    expect(await tradeIds('symbol=ETHUSDT')).toEqual(['3']);
    expect(await tradeIds('exchange=okx')).toEqual(['4']);
    expect(await tradeIds('positionSide=LONG')).toEqual(['4']);
    expect(await tradeIds('orderId=2')).toEqual(['2']);
    expect(await tradeIds(`from=${T + 1}&to=${T + 3}`)).toEqual(['2', '3']);
    expect(await tradeIds(`from=${T + 3}`)).toEqual(['4']);
    expect(await tradeIds(`to=${T}`)).toEqual([]);
  });

  it('pages through them, each once', async () => {
    const ids = Array.from({ length: 25 }, (_, at) => String(at));
    await tell(...ids.map((id, at) => traded(id, 'BUY', '1', '100', { timestamp: T + at })));
    const seen: (string | null)[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await fills(`limit=10&cursor=${cursor}`);
      const page = body as { fills: Fill[]; nextCursor: string | null };
      expect(page.fills.length).toBeLessThanOrEqual(10);
      seen.push(...page.fills.map(({ tradeId }) => tradeId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  it('refuses a cursor that it did not give, also one that looks like its own', async () => {
    await tell(traded('1', 'BUY', '1', '100'));
    for (const place of ['fills:', 'fills:x', 'orders:x', 'x', '0', '-1', '\u001f', '{}']) {
      const cursor = Buffer.from(place).toString('base64url');
      expect(await fills(`cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST', errors: [{ field: 'cursor' }] },
      });
    }
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['cursor=%25', 'cursor'],
    ['positionSide=BOTH', 'positionSide'],
    ['from=yesterday', 'from'],
    ['from=-1', 'from'],
    ['from=1.5', 'from'],
    ['to=9999999999999999', 'to'],
    [`from=${T}&to=${T}`, 'to'],
    ['side=BUY', 'side'],
    ['symbol=a&symbol=b', 'symbol'],
  ])('refuses a wrong query: %s', async (query, field) => {
    const expected = { status: 400, type: 'application/problem+json', body: { errors: [{ field }] } };
    expect(await fills(query)).toMatchObject(expected);
    expect(await fills(query, CSV)).toMatchObject(expected);
  });
});

describe('GET fills as CSV', () => {
  it('has a header row and a row for each fill, what is null empty', async () => {
    await tell(traded('1', 'BUY', '2', '100', USDT_FEE));
    const { status, type, body } = await fills('', CSV);
    expect({ status, type }).toEqual({ status: 200, type: 'text/csv; charset=utf-8; header=present' });
    expect(body).toBe(
      'exchange,symbol,positionSide,side,orderId,clientOrderId,tradeId,quantity,price,fees,feesKnown,liquidity,inferred,estimated,' +
        'timestamp,realizedPnl,signedAmountAfter,entryPriceAfter,settled\r\n' +
        `"binance","BTCUSDT",NET,BUY,"1",,"1",2,100,"{""USDT"":""0.04""}",true,,false,false,${T},0,2,100,false\r\n`,
    );
  });

  it('has ids as they are, whatever a spreadsheet would make of them', async () => {
    const ids = ['=1+1', '-2', '@a', 'with "quotes"', 'a,b', ' x ', '00123', '12345678901234567891', '日'];
    await tell(...ids.map((id, at) => traded(id, 'BUY', '1', '100', { timestamp: T + at })));
    const [header = [], ...rows] = rowsOf((await fills('', CSV)).body);
    expect(rows.map((row) => row[header.indexOf('orderId')])).toEqual(ids);
    expect(rows.every((row) => row.length === header.length)).toBe(true);
  });

  it('is only the header row where there are none', async () => {
    expect(rowsOf((await fills('', CSV)).body)).toHaveLength(1);
  });

  it('links to the next page of the same query', async () => {
    await tell(
      traded('0', 'BUY', '1', '100'),
      traded('9', 'BUY', '1', '100', { symbol: 'A B/C', timestamp: T + 1 }),
      ...['1', '2', '3'].map((id) => traded(id, 'BUY', '1', '100', { symbol: 'A B/C' })),
    );
    const seen: (string | undefined)[] = [];
    let url: string | null = `${app.url}${SCOPE}/fills?symbol=A%20B%2FC&to=${T + 1}&limit=1`;
    while (url !== null) {
      const response: Response = await fetch(url, { headers: CSV });
      const [header = [], ...rows] = rowsOf(await response.text());
      seen.push(...rows.map((row) => row[header.indexOf('orderId')]));
      const next = /^<(?<target>[^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '');
      url = next === null ? null : new URL(next.groups?.['target'] ?? '', url).href;
    }
    expect(seen).toEqual(['1', '2', '3']);
  });

  it.each([
    ['text/csv', true],
    ['text/csv;q=0.5, */*;q=0.1', true],
    ['TEXT/CSV; header=present', true],
    ['application/json, text/csv', true],
    ['application/json, text/csv;q=0.9', false],
    ['text/csv;q=0', false],
    ['*/*', false],
    ['text/*', false],
    ['', false],
  ])('answers Accept: %s', async (accept, isCsv) => {
    const response = await fetch(`${app.url}${SCOPE}/fills`, { headers: { accept } });
    expect(response.headers.get('content-type')).toMatch(isCsv ? /^text\/csv/ : /^application\/json/);
    expect(response.headers.get('vary')).toBe('accept');
  });
});

describe('GET pnl', () => {
  const HOUR = 3_600_000;
  const from = Math.floor(T / HOUR) * HOUR;
  const SPAN = `from=${from}&to=${from + 2 * HOUR}`;

  it('answers profit, fees and funding by hour and currency', async () => {
    await tell(
      traded('1', 'BUY', '1', '100', USDT_FEE),
      traded('2', 'SELL', '1', '110', { ...USDT_FEE, timestamp: T + 1 }),
      traded('3', 'BUY', '1', '100', { ...USDT_FEE, symbol: 'ETHUSDT', timestamp: T + HOUR }),
    );
    const funding = { exchange: 'binance', symbol: 'BTCUSDT', id: 'f', kind: 'FUNDING', currency: 'USDT' };
    const adjustments = [{ ...funding, amount: '0.5', timestamp: T + 2 }];
    await app.request('POST', `${SCOPE}/adjustments`, { adjustments });
    const first = {
      from,
      to: from + HOUR,
      currency: 'USDT',
      realizedPnl: '10',
      fees: '0.08',
      funding: '0.5',
      netPnl: '10.42',
      fills: 2,
    };
    const second = {
      from: from + HOUR,
      to: from + 2 * HOUR,
      currency: 'USDT',
      realizedPnl: '0',
      fees: '0.04',
      funding: '0',
      netPnl: '-0.04',
      fills: 1,
    };
    expect(await pnl(`${SPAN}&bucket=hour`)).toMatchObject({
      status: 200,
      body: { buckets: [first, second] },
    });
    expect((await pnl(`${SPAN}&bucket=hour&symbol=ETHUSDT`)).body).toEqual({ buckets: [second] });
    const { body } = await pnl(`${SPAN}&bucket=day`);
    expect(body).toMatchObject({
      buckets: expect.arrayContaining([expect.objectContaining({ currency: 'USDT' })]),
    });
  });

  it('answers no buckets where there is nothing', async () => {
    expect((await pnl(`${SPAN}&bucket=day`)).body).toEqual({ buckets: [] });
  });

  it.each([
    ['', ['from', 'to', 'bucket']],
    [`from=${T}&bucket=hour`, ['to']],
    [`from=${T}&to=${T}&bucket=hour`, ['to']],
    [`from=${T}&to=${T - 1}&bucket=hour`, ['to']],
    [`from=0&to=${T}&bucket=hour`, ['to']],
    [`from=${T}&to=x&bucket=minute`, ['to', 'bucket']],
    [`from=${T}&to=${T + 1}&bucket=hour&exchange=okx`, ['exchange']],
  ])('refuses a wrong query: %s', async (query, fields) => {
    const answer = await pnl(query);
    expect(answer).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { code: 'INVALID_REQUEST' },
    });
    const { errors } = answer.body as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual([...fields].sort());
  });
});
