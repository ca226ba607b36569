import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpApp } from '../support/http-app.js';
import { FIRST_FILL } from '../support/updates.js';

const SCOPE = '/v1/scopes/default/default';
const UPDATES = `${SCOPE}/order-updates`;
const UPDATE = { ...FIRST_FILL, clientOrderId: 'mine', positionSide: 'NET' };
const NAMES = ['exchange', 'symbol', 'id', 'clientOrderId', 'type', 'timeInForce', 'tradeId', 'feeCurrency'];
const REQUIRED = ['exchange', 'symbol', 'status', 'side', 'amount', 'filled'];
const DECIMALS = ['price', 'amount', 'filled', 'average', 'lastFilled', 'lastFilledPrice', 'contractSize'];

/** Each field wrong in each way: the field, and its value as JSON text. */
const WRONG_FIELDS: (readonly [field: string, json: string])[] = [
  ...REQUIRED.map((field) => [field, 'null'] as const),
  ...NAMES.flatMap((field) =>
    ['7', '""', '"a\\u0000b"', '"\\u001f"', '"\\ud800"', '{}', `"${'x'.repeat(513)}"`].map(
      (json) => [field, json] as const,
    ),
  ),
  ...DECIMALS.flatMap(
    (field) =>
    ['1.5', '"-1"', '"-0"', '"1e3"', '"01"', '"+1"', '".5"', '"1."', '" 1"', '"NaN"', '""', `"${'9'.repeat(19)}"`,
     `"0.${'1'.repeat(19)}"`, '[]', 'true'].map((json) => [field, json] as const), // prettier-ignore
  ),
  ...['0.04', '"1e-3"', '"-0"', '{}'].map((json) => ['fee', json] as const),
  ...['"OPEN"', '"filled"', '1', '"__proto__"'].map((json) => ['status', json] as const),
  ...['"LONG"', '"buy"', '0', 'true'].map((json) => ['side', json] as const),
  ...['"LONG"', '"BOTH"', '1'].map((json) => ['positionSide', json] as const),
  ...['"true"', '1'].map((json) => ['reduceOnly', json] as const),
  ...['1.5', '-1', '"1700000000000"', '1e30'].map((json) => ['timestamp', json] as const),
  ...['[]', '"x"', '17'].map((json) => ['cumFees', json] as const),
  ['reason', '7'],
  ['reason', `"${'x'.repeat(2_049)}"`],
  ['contractSize', '"0"'],
  ['__proto__', '{"filled": "2"}'],
  ['constructor', '"x"'],
  ['toString', '"x"'],
  ['remaining', '"1"'],
];

/** An update of the order as JSON text, one of its fields replaced by other text; `__proto__` stays a field in text. */
function updateWith(field: string, json: string): string {
  const members = Object.entries({ ...UPDATE, filled: '2', tradeId: '32', timestamp: 1_700_000_000_001 })
    .filter(([name]) => name !== field)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{${[...members, `${JSON.stringify(field)}: ${json}`].join(', ')}}`;
}

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

function emptyUpdates(count: number): object {
  return { updates: Array.from({ length: count }, () => ({})) };
}

let app: HttpApp;
let before: string;

/** Everything that can be read of the scope, as text. */
async function state(): Promise<string> {
  const paths = [
    `${SCOPE}/orders`,
    `${SCOPE}/positions`,
    `${SCOPE}/integrity`,
    '/v1/scopes',
    `${SCOPE}/market-data/BTCUSDT-PERP`,
  ];
  return JSON.stringify(await Promise.all(paths.map((path) => app.request('GET', path))));
}

beforeAll(async () => {
  app = await HttpApp.start();
  await app.request('POST', `${UPDATES}?durable=true`, { updates: [UPDATE] });
  before = await state();
});

afterAll(() => app.close());

describe('a wrong update is rejected by name and changes nothing', () => {
  it.each(WRONG_FIELDS)('%s: %s', async (field, json) => {
    const body = Buffer.from(`{"updates": [${updateWith(field, json)}]}`);
    const answer = await app.request('POST', UPDATES, body);
    const named = expect.stringMatching(new RegExp(`^${field}`)) as unknown as string;
    expect(answer).toMatchObject({
      status: 200,
      body: {
        results: [{ outcome: 'rejected', field: named, reason: expect.any(String) as unknown as string }],
      },
    });
    expect(await state()).toBe(before);
  });

  it('without an id at all', async () => {
    const { id: _, clientOrderId: __, ...nameless } = UPDATE;
    const answer = await app.request('POST', UPDATES, { updates: [nameless] });
    expect(answer.body).toMatchObject({ results: [{ outcome: 'rejected', field: 'id', orderId: null }] });
    expect(await state()).toBe(before);
  });

  it.each(['null', '17', '"x"', '[]', 'true'])('that is %s', async (json) => {
    const answer = await app.request('POST', UPDATES, Buffer.from(`{"updates": [${json}]}`));
    expect(answer).toMatchObject({
      status: 200,
      body: { results: [{ outcome: 'rejected', field: 'update' }] },
    });
    expect(await state()).toBe(before);
  });
});

describe('a wrong envelope is refused as a whole', () => {
  it.each<[name: string, status: number, fields: readonly string[], body: Buffer]>([
    ['no array', 400, ['updates'], Buffer.from('{"updates": {}}')],
    ['no updates', 400, ['updates'], Buffer.from('{}')],
    ['an empty array', 400, ['updates'], Buffer.from('{"updates": []}')],
    ['1,001 items', 400, ['updates'], Buffer.from(JSON.stringify(emptyUpdates(1_001)))],
    ['an unknown field', 400, ['more'], Buffer.from('{"updates": [{}], "more": 1}')],
    ['__proto__', 400, ['__proto__'], Buffer.from('{"updates": [{}], "__proto__": {"a": 1}}')],
    ['constructor', 400, ['constructor'], Buffer.from('{"updates": [{}], "constructor": {"a": 1}}')],
    ['not JSON', 400, ['body'], Buffer.from('{"updates": [')],
    ['a bare array', 400, ['body'], Buffer.from('[]')],
    ['null', 400, ['body'], Buffer.from('null')],
    ['nothing', 400, ['body'], Buffer.from('')],
    ['bytes that are not UTF-8', 400, ['body'], Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['nesting over 8 levels', 400, ['body'], Buffer.from(`{"updates": [{"cumFees": ${nested(6)}}]}`)],
    ['a million brackets', 400, ['body'], Buffer.from(nested(500_000))],
    ['1.1 MB', 413, [], Buffer.from(JSON.stringify({ updates: ['x'.repeat(1_100_000)] }))],
  ])('%s', async (_, status, fields, body) => {
    const answer = await app.request('POST', UPDATES, body);
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
    const problem = answer.body as { status: number; code: string; errors?: { field: string }[] };
    expect(problem.status).toBe(status);
    expect(problem.code).toMatch(/^[A-Z_]+$/);
    expect(problem.errors?.map((error) => error.field) ?? []).toEqual(fields);
    expect(await state()).toBe(before);
  });

  it('takes 8 levels, and 1,000 items', async () => {
    const body = Buffer.from(`{"updates": [{"cumFees": ${nested(5)}}]}`);
    expect((await app.request('POST', UPDATES, body)).status).toBe(200);
    const many = await app.request('POST', UPDATES, emptyUpdates(1_000));
    expect((many.body as { results: unknown[] }).results.length).toBe(1_000);
    expect(await state()).toBe(before);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'another media type: %s',
    async (type) => {
      const answer = await app.request('POST', UPDATES, { updates: [UPDATE] }, { 'content-type': type });
      expect(answer).toMatchObject({ status: 415, type: 'application/problem+json' });
    },
  );

  it.each([
    [`${UPDATES}?durable=yes`, 'durable'],
    [`${UPDATES}?durable=true&durable=true`, 'durable'],
    [`${UPDATES}?nonsense=1`, 'nonsense'],
  ])('a wrong query: %s', async (path, field) => {
    const answer = await app.request('POST', path, { updates: [{ ...UPDATE, filled: '2' }] });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await state()).toBe(before);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=1e2', 'limit'],
    ['cursor=%25', 'cursor'],
    ['state=closed', 'state'],
    ['source=disk', 'source'],
    ['includeCanceling=maybe', 'includeCanceling'],
    ['symbol=a&symbol=b', 'symbol'],
  ])('a wrong list query: %s', async (query, field) => {
    const answer = await app.request('GET', `${SCOPE}/orders?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

it.each(['params/k', 'metadata/X', 'market-data/X'])(
  'a number beyond all numbers is refused, and %s stays as it was',
  async (path) => {
    await app.request('PUT', `${SCOPE}/${path}`, 7);
    for (const json of ['1e400', '{"deep": [-1e400]}'])
      expect(await app.request('PUT', `${SCOPE}/${path}`, Buffer.from(json))).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'value' }] },
      });
    expect((await app.request('GET', `${SCOPE}/${path}`)).body).toBe(7);
  },
);
