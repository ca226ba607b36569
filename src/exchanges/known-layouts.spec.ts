import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BINANCE_LAYOUTS } from './binance/binance-layouts.js';
import { mapBinance } from './binance/binance.mapper.js';
import { BYBIT_LAYOUTS } from './bybit/bybit-layouts.js';
import { mapBybit } from './bybit/bybit.mapper.js';
import type { KnownLayouts } from './known-layouts.js';
import type { Mapped } from './mapped.js';
import { OKX_LAYOUTS } from './okx/okx-layouts.js';
import { mapOkx } from './okx/okx.mapper.js';

/** `PROPERTY_RUNS=1000000 npm test -- src/exchanges/known-layouts` for the long run. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);

const FUTURES_ORDER = {
  e: 'ORDER_TRADE_UPDATE', E: 1568879465651, T: 1568879465650,
  o: {
    s: 'BTCUSDT', c: 'TEST-0123456789abcdef', S: 'SELL', o: 'TRAILING_STOP_MARKET', f: 'GTC', q: '0.001', p: '0', ap: '7103.40', sp: '7103.04', x: 'TRADE',
    X: 'PARTIALLY_FILLED', i: 8886774, l: '0.0005', z: '0.0007', L: '7103.4', n: '0.00012', N: 'USDT', T: 1568879465650, t: 42, b: '0', a: '9.91', m: false,
    R: false, wt: 'CONTRACT_PRICE', ot: 'TRAILING_STOP_MARKET', ps: 'LONG', cp: false, rp: '0', pP: false, si: 0, ss: 0, V: 'EXPIRE_TAKER', er: '0',
  },
}; // prettier-ignore
const SPOT_ORDER = {
  e: 'executionReport', E: 1499405658658, s: 'ETHBTC', c: 'mUvoqJxFIILMdfAW5iGSOW', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '1.00000000', p: '0.10264410',
  P: '0.00000000', F: '0.00000000', g: -1, C: '', x: 'TRADE', X: 'FILLED', r: 'NONE', i: 4293153, l: '1.00000000', z: '1.00000000', L: '0.10264410',
  n: '0', N: null, T: 1499405658657, t: 77, v: 3, I: 8641984, w: true, m: true, M: false, O: 1499405658657, Z: '0.10264410', Y: '0.00000000', Q: '0.00000000',
  W: 1499405658657, V: 'NONE',
}; // prettier-ignore
const BYBIT_ORDER = {
  category: 'linear', symbol: 'ETHUSDT', orderId: '5cf98598-39a7-459e-97bf-76ca765ee020', orderLinkId: 'mine-1', side: 'Sell', orderType: 'Limit', price: '72.5',
  qty: '3', timeInForce: 'GTC', orderStatus: 'PartiallyFilled', reduceOnly: false, cumExecQty: '2', cumExecValue: '145.1', avgPrice: '72.55', positionIdx: 0,
  cumExecFee: '0.1', cumFeeDetail: { MNT: '0.1', USDT: '0.02' }, rejectReason: 'EC_NoError', createType: 'CreateByUser', feeCurrency: '', updatedTime: '1672364262457',
}; // prettier-ignore
const BYBIT_EXECUTION = {
  category: 'linear', symbol: 'ETHUSDT', execFee: '0.01', execId: '7e2ae69c-4edf-5800-a352-893d52b446aa', execPrice: '100', execQty: '1', execType: 'Trade',
  orderId: '5cf98598-39a7', orderLinkId: '', side: 'Sell', feeCurrency: '', isMaker: true, execTime: '1672364174443',
}; // prettier-ignore
const OKX_ORDER = {
  instType: 'SWAP', instId: 'BTC-USDT-SWAP', ordId: '312269865356374016', clOrdId: 'b1', px: '30000', sz: '12', ordType: 'limit', side: 'buy', posSide: 'long',
  accFillSz: '5', avgPx: '30000.5', state: 'partially_filled', fillSz: '2', fillPx: '30001', tradeId: '242589207', fillFee: '-0.3', fillFeeCcy: 'USDT',
  fee: '-0.75', feeCcy: 'USDT', rebate: '0.1', rebateCcy: 'USDT', category: 'normal', reduceOnly: 'false', cancelSource: '', amendResult: '', msg: '',
  execType: 'M', fillTime: '', uTime: '1597026383085', linkedAlgoOrd: { algoId: '' }, attachAlgoOrds: [],
}; // prettier-ignore

interface Exchange {
  readonly map: (message: unknown) => readonly Mapped[];
  readonly layouts: KnownLayouts<readonly Mapped[]>;
  readonly messages: readonly unknown[];
}

const EXCHANGES: Readonly<Record<string, Exchange>> = {
  Binance: {
    map: mapBinance,
    layouts: BINANCE_LAYOUTS,
    messages: [
      FUTURES_ORDER,
      SPOT_ORDER,
      { stream: 'abc', data: FUTURES_ORDER },
      { subscriptionId: 0, event: SPOT_ORDER },
    ],
  },
  Bybit: {
    map: (message) => mapBybit(message),
    layouts: BYBIT_LAYOUTS,
    messages: [
      { id: '1', topic: 'order', creationTime: 1672364262474, data: [BYBIT_ORDER] },
      { id: '1', topic: 'order.inverse', creationTime: 1672364262474, data: [BYBIT_ORDER] },
      { topic: 'execution', id: '1', creationTime: 1672364174455, data: [BYBIT_EXECUTION] },
    ],
  },
  OKX: {
    map: mapOkx,
    layouts: OKX_LAYOUTS,
    messages: [{ arg: { channel: 'orders', instType: 'SWAP', uid: '77982378738415879' }, data: [OKX_ORDER] }],
  },
};

/** A message is not compared with known layouts if it is longer than those. */
const LONG = ' '.repeat(10_000);

describe.each(Object.entries(EXCHANGES))('%s', (_, { map, layouts, messages }) => {
  const texts = messages.map((message) => JSON.stringify(message));
  const asJson = (text: string): readonly unknown[] => known(map(text + LONG));

  it('a message of a layout that came before is read without JSON, and tells the same', () => {
    for (const text of texts) {
      map(text);
      expect(layouts.read(text)).toEqual(asJson(text));
    }
  });

  it(`a message tells the same as read as JSON, whatever values and members it has (${RUNS} messages)`, () => {
    let read = 0;
    const changed = fc.tuple(fc.constantFrom(...texts), fc.array(CHANGE, { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(changed, ([text, changes]) => {
        const message = changes.reduce((each, change) => change(each), text);
        for (let time = 0; time < 2; time++) expect(known(map(message))).toEqual(asJson(message));
        if (layouts.read(message) !== null) read++;
      }),
      { numRuns: RUNS },
    );
    expect(read).toBeGreaterThan(RUNS / 20);
  });

  it(`a message tells the same as read as JSON, whatever is wrong with its text (${RUNS} messages)`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.nat(3),
        CHARACTER,
        (text, place, length, written) => {
          const at = place % text.length;
          const message = text.slice(0, at) + written + text.slice(at + length);
          for (let time = 0; time < 2; time++) expect(known(map(message))).toEqual(asJson(message));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

it('of a member that is there twice the last counts, an object too', () => {
  const text = JSON.stringify(FUTURES_ORDER).replace('"o":{', '"o":{"s":"X","N":"Y","er":"9","n":"1"},"o":{');
  const twice = text.replace(/,"(?:N|n|er)":"[^"]*"(?=.*\}\})/g, (member) =>
    member.includes('Y') ? member : '',
  );
  for (let time = 0; time < 2; time++) expect(mapBinance(twice)).toEqual(mapBinance(JSON.parse(twice)));
});

it('what a message tells does not keep the message in memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const inUse = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const { o } = FUTURES_ORDER;
  const longText = (at: number): string =>
    JSON.stringify({ ...FUTURES_ORDER, o: { ...o, V: 'V'.repeat(7_000), c: `${o.c}-${at}` } });
  mapBinance(longText(0));
  const before = inUse();
  const told = Array.from({ length: 1_000 }, (_, at) => mapBinance(longText(at)));
  expect(inUse() - before).toBeLessThan(2_000_000);
  expect(told).toHaveLength(1_000);
});

it('more layouts than are remembered are read as JSON', () => {
  let remembered = 0;
  for (let name = 0; name < 50; name++) {
    const text = JSON.stringify({ ...FUTURES_ORDER, o: { [`z${name}`]: 1, ...FUTURES_ORDER.o } });
    for (let time = 0; time < 2; time++)
      expect(mapBinance(text)).toMatchObject([{ kind: 'orders', updates: [{ id: '8886774' }] }]);
    if (BINANCE_LAYOUTS.read(text) !== null) remembered++;
  }
  expect(remembered).toBeLessThan(20);
});

/** What is unknown is handed back as it came. */
function known(told: readonly Mapped[]): readonly unknown[] {
  return told.map((each) => (each.kind === 'unknown' ? each.kind : each));
}

type Change = (text: string) => string;

/** A value as JSON writes it, among them those that may be read wrongly. */
const VALUE = fc.oneof(
  fc.constantFrom(
    '""', 'null', 'true', 'false', '0', '-0', '-1', '1.0', '1e3', '1E-8', '007', '[]', '{}', '[1]', '{"a":"}"}', '{"USDT":"1"}', '{"USDT":1.50,"BTC":2}', '"\\u0030"',
    '"a\\"b"', '"\\\\"', '"é"', '"\u{1F600}"', '"0"', '"-0.5"', '"1e-8"', '"  "', '9007199254740993', '8389765519993908929', '"1672364262457"', '99999999999999',
    '1672364262457123', '"01672364262457"', '"SELL"', '"FILLED"', '"LIMIT"', '"NEW"', '"spot"', '"Funding"',
  ),
  fc.integer().map(String),
  fc.string({ maxLength: 20 }).map((text) => JSON.stringify(text)),
  fc.json({ maxDepth: 2 }),
); // prettier-ignore

const VALUES = /:("[^"]*"|-?\d[\d.eE+-]*|true|false|null)(?=[,}])/g;
const MEMBERS = /"[^"]*":(?:"[^"]*"|-?\d[\d.eE+-]*|true|false|null),/g;

const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), VALUE).map(([at, value]): Change => (text) => replaced(text, VALUES, at, () => `:${value}`)),
  fc.nat().map((at): Change => (text) => replaced(text, MEMBERS, at, () => '')),
  fc.nat().map((at): Change => (text) => replaced(text, MEMBERS, at, (member) => member + member)),
  fc.tuple(fc.nat(), VALUE).map(
    ([at, value]): Change =>
      (text) => replaced(text, MEMBERS, at, (member) => `${member}${member.slice(0, member.indexOf(':'))}:${value},`),
  ),
  fc.nat().map((at): Change => (text) => replaced(text, MEMBERS, at, (member) => ` ${member}\n `)),
  fc.tuple(fc.nat(), VALUE).map(([at, value]): Change => (text) => replaced(text, MEMBERS, at, (member) => `"side":${value},${member}`)),
); // prettier-ignore

const CHARACTER = fc.oneof(
  fc.constantFrom(
    '',
    '"',
    '\\',
    ',',
    ':',
    '{',
    '}',
    '[',
    ']',
    '0',
    '-',
    '.',
    'e',
    ' ',
    '\n',
    '\u0000',
    '\u001f',
    'é',
  ),
  fc.string({ maxLength: 2 }),
);

/** One of the places of a text that a pattern finds, written anew. */
function replaced(text: string, pattern: RegExp, at: number, write: (found: string) => string): string {
  const found = [...text.matchAll(pattern)];
  const match = found[at % Math.max(found.length, 1)];
  if (match === undefined) return text;
  return text.slice(0, match.index) + write(match[0]) + text.slice(match.index + match[0].length);
}
