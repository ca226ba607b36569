import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CumulativePoint, Evidence } from '../ledger/evidence.js';
import { executionOf } from '../ledger/execution.js';
import type { Execution } from '../ledger/execution.js';
import { ExecutionRun, Executions } from '../ledger/executions.js';
import { decodeOrder, encodeOrder } from './order-codec.js';
import { orderKey } from './order-key.js';
import type { StampedFacts } from './order-facts.js';
import { NO_FIGURES } from './order-figures.js';
import type { CallerWords, OrderRecord } from './order-record.js';
import type { StatusWords, TypeWord } from './status-words.js';

const T = 1_700_000_000_000;

const EXECUTION: Execution = executionOf(
  { tradeId: '31', end: '1', span: '1', cumFees: null },
  {
    byTrade: false,
    at: T,
    quantity: '1',
    price: '100.5',
    fee: '-0.04',
    feeCurrency: 'USDT',
    liquidity: 'MAKER',
  },
);
const POINT: CumulativePoint = {
  filled: '1', average: '100.5', averageDigits: 1, cumFees: null, first: T, last: T, namesLast: true,
}; // prettier-ignore
const FACTS: StampedFacts = {
  clientOrderId: 'mine', type: 'LIMIT', timeInForce: 'GTC', price: '100.5', amount: '2', reduceOnly: false, reason: null,
  at: T, filled: '1', rank: 3, older: null, told: null,
}; // prettier-ignore
const TYPE: TypeWord = { type: 'LIMIT', since: T, acceptedAt: T, endAt: null, endStatus: null };
const WORDS: StatusWords = { filledAt: null, types: [TYPE] };
const EVIDENCE: Evidence = {
  executions: new Executions([], [EXECUTION]),
  points: [POINT],
  isExplained: true,
  isEndExplained: true,
  cumFees: null,
  busts: [],
};
const CALLER: CallerWords = { status: null, cancel: null, idempotencyKeys: [], timestamp: null };
const ORDER: OrderRecord = {
  exchange: 'binance', symbol: 'BTCUSDT', id: '7', clientOrderId: 'mine', formerIds: [], formerClientIds: [], replaces: null,
  side: 'SELL', isSideTold: true, positionSide: 'NET', legFrom: 'report', facts: FACTS, words: WORDS, evidence: EVIDENCE,
  caller: CALLER, reportedAt: T, settled: [], status: 'ACCEPTED', ...NO_FIGURES,
}; // prettier-ignore
const KEY = orderKey(ORDER);

/** What follows from the others, and what the key says. */
type Unstored = 'exchange' | 'symbol' | 'status' | 'filled' | 'average' | 'last' | 'fees' | 'fills';
/** Other values of each field: a field that is added to a type has to be added here. */
type Others<T, Without extends keyof T = never> = {
  readonly [Field in Exclude<keyof T, Without>]: readonly T[Field][];
};

const STAMP = { at: T - 5, filled: '0', rank: 2 };
const RUN = new ExecutionRun([EXECUTION]);
const FEES = [
  { currency: 'BNB', amount: 5n },
  { currency: 'USDT', amount: -40_000_000_000_000_000n },
];

const RECORDS: Others<OrderRecord, Unstored | 'facts' | 'words' | 'evidence' | 'caller'> = {
  id: [null, '8'],
  clientOrderId: [null, 'other'],
  formerIds: [['5', '6']],
  formerClientIds: [['yours']],
  replaces: ['6'],
  side: ['BUY'],
  isSideTold: [false],
  positionSide: ['LONG', 'SHORT'],
  legFrom: ['assumed'],
  reportedAt: [null, -1, T + 9],
  settled: [
    [
      {
        positionSide: 'NET',
        epoch: 0,
        quantity: 5n,
        cost: 7n * 10n ** 80n,
        fees: FEES,
        upTo: null,
        moved: [],
      },
      {
        positionSide: 'LONG',
        epoch: 2,
        quantity: -1n,
        cost: -7n,
        fees: [],
        upTo: { at: T, kind: 'fill', id: 't', order: '7', end: null },
        moved: ['#t', '@1'],
      },
    ],
  ],
};
const FACTS_OTHERS: Others<StampedFacts> = {
  clientOrderId: [null, 'other'],
  type: [null, 'MARKET'],
  timeInForce: [null, 'IOC'],
  price: [null, '0.1'],
  amount: [null, '3'],
  reduceOnly: [null, true],
  reason: ['why', ''],
  at: [-1, -2, T - 9],
  filled: ['0'],
  rank: [-1, 7],
  older: [new Map([['price', STAMP]]), new Map([['reason', STAMP], ['amount', { ...STAMP, at: -1 }]])],
  told: [['["a"]'], ['["a"]', '["b"]']],
}; // prettier-ignore
const WORDS_OTHERS: Others<StatusWords> = {
  filledAt: [T + 1, -1],
  types: [[], [{ ...TYPE, type: 'STOP', endAt: T, endStatus: 'EXPIRED' }, TYPE]],
};
const TYPE_OTHERS: Others<TypeWord> = {
  type: [null, 'STOP'],
  since: [-1, T - 9],
  acceptedAt: [null, -1, T + 9],
  endAt: [],
  endStatus: [],
};
/** An end has a time and a status, or neither. */
const ENDED: TypeWord = { ...TYPE, endAt: T, endStatus: 'CANCELED' };
const END_OTHERS: Others<TypeWord, 'type' | 'since' | 'acceptedAt'> = {
  endAt: [-1, T + 9],
  endStatus: ['EXPIRED', 'REJECTED'],
};
const EVIDENCE_OTHERS: Others<Evidence> = {
  executions: [new Executions([], []), new Executions([RUN, RUN], [EXECUTION])],
  points: [[], [POINT, { ...POINT, filled: '2' }]],
  isExplained: [false],
  isEndExplained: [],
  cumFees: [{ filled: '1', amounts: FEES, at: T }, { filled: '1', amounts: [], at: -7.5 }],
  busts: [[{ tradeId: '31', at: T }, { tradeId: 'x', at: -7.5 }]],
}; // prettier-ignore
const CALLER_OTHERS: Others<CallerWords> = {
  status: ['INITIALIZED', 'PENDING'],
  cancel: [
    { since: null, isHidden: false, isStatus: true },
    { since: T, isHidden: true, isStatus: false },
    { since: -1, isHidden: true, isStatus: true },
  ],
  idempotencyKeys: [['k'], ['k', 'l']],
  timestamp: [T, 0],
};
const POINT_OTHERS: Others<CumulativePoint> = {
  filled: ['2'],
  average: [null, '100'],
  averageDigits: [0, 18],
  cumFees: [[], FEES],
  first: [T - 9, -7.5],
  last: [T + 9],
  namesLast: [false],
};

function changes<T extends object>(of: string, base: T, others: Others<T>, into: (value: T) => OrderRecord) {
  return (Object.keys(others) as (keyof T & string)[]).flatMap((field) =>
    (others as unknown as Record<string, readonly unknown[]>)[field]?.map((value, at) => {
      const name = `${of}${field} (${at})`;
      return [name, into({ ...base, [field]: value })] as const;
    }) ?? [],
  );
} // prettier-ignore

const CHANGED: readonly (readonly [string, OrderRecord])[] = [
  ...changes('', ORDER, RECORDS as Others<OrderRecord>, (record) => record),
  ...changes('facts.', FACTS, FACTS_OTHERS, (facts) => ({ ...ORDER, facts })),
  ...changes('words.', WORDS, WORDS_OTHERS, (words) => ({ ...ORDER, words })),
  ...changes('type.', TYPE, TYPE_OTHERS, (type) => ({ ...ORDER, words: { ...WORDS, types: [type] } })),
  ...changes('type.', ENDED, END_OTHERS as Others<TypeWord>, (type) => ({
    ...ORDER,
    words: { ...WORDS, types: [type] },
  })),
  ...changes('evidence.', EVIDENCE, EVIDENCE_OTHERS, (evidence) => ({ ...ORDER, evidence })),
  ...changes('caller.', CALLER, CALLER_OTHERS, (caller) => ({ ...ORDER, caller })),
  ...changes('point.', POINT, POINT_OTHERS, (point) => ({
    ...ORDER,
    evidence: { ...EVIDENCE, points: [point] },
  })),
];

function stored(key: string, record: OrderRecord): OrderRecord {
  const decoded = decodeOrder(key, encodeOrder(key, record));
  const { runs } = record.evidence.executions;
  expect(decoded.runs).toBe(runs.length);
  return decoded.complete(runs);
}

describe('what is stored of an order', () => {
  it('is read as it was', () => {
    expect(stored(KEY, ORDER)).toEqual(ORDER);
  });

  it.each(CHANGED)('has %s, which alone makes another text and is read as it was', (_, record) => {
    expect(encodeOrder(KEY, record)).not.toBe(encodeOrder(KEY, ORDER));
    expect(stored(KEY, record)).toEqual(record);
  });

  it.each(CHANGED)('has %s under the key of its client id too', (_, record) => {
    const key = orderKey({ ...ORDER, id: null }, '001');
    expect(stored(key, record)).toEqual(record);
  });

  it('is read as it was where many fields differ at once', () => {
    fc.assert(
      fc.property(fc.subarray([...CHANGED], { minLength: 2 }), (some) => {
        const record = some.reduce<OrderRecord>((all, [, each]) => merged(all, each), ORDER);
        expect(stored(KEY, record)).toEqual(record);
      }),
    );
  });

  it('has any name that an exchange gives, and any reason', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
      .filter((each) => !/\p{Cc}/u.test(each));
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(name, name, name, name, text, (exchange, symbol, id, clientOrderId, reason) => {
        const facts = { ...FACTS, clientOrderId, type: symbol, reason };
        const words = { ...WORDS, types: [{ ...TYPE, type: symbol }, { ...TYPE, type: id, since: -1 }] };
        const record: OrderRecord = { ...ORDER, exchange, symbol, id, clientOrderId, facts, words };
        for (const key of [orderKey(record), orderKey({ ...record, id: null }, '001')])
          expect(stored(key, record)).toEqual(record);
      }),
    ); // prettier-ignore
  });

  it('makes equal names one, as it is asked to', () => {
    const shared: string[] = [];
    decodeOrder(KEY, encodeOrder(KEY, ORDER), (text) => {
      shared.push(text);
      return text;
    });
    expect(shared).toEqual(expect.arrayContaining(['binance', 'BTCUSDT', 'LIMIT', 'GTC', 'USDT']));
  });

  it.each<[string, (row: unknown[]) => unknown, RegExp]>([
    ['no array', () => ({}), /it is no array/],
    ['a wrong id', (row) => row.with(0, 2), /id is not a text, or 0/],
    ['a wrong time', (row) => row.with(1, 17.5), /reportedAt is not an integer, or null/],
    ['no client id', (row) => row.with(2, null), /clientOrderId is not a text, or 0/],
    ['an unknown side', (row) => row.with(3, 9), /side is none of/],
    ['an unknown leg', (row) => row.with(4, 99), /positionSide is none of/],
    ['a stamp without a time', (row) => row.with(5, null), /a time is not one/],
    ['a price that is no decimal', (row) => row.with(10, '1e3'), /price is not a decimal, or 0/],
    ['an amount that is a number', (row) => row.with(11, 2), /amount is not a decimal, or 0/],
    ['points that do not fit', (row) => [...row.slice(0, -1), [1]], /a list does not hold 6 values in turn/],
    ['less than it has to have', (row) => row.slice(0, -1), /points is not an array/],
    ['more than it can have', (row) => [...row, 0, 0, 0, [], [], 0, 1, 0, [], [], 0, 0], /it has \d+ fields, not \d+/],
  ])('with %s is refused', (_, spoil, reason) => {
    const payload = JSON.stringify(spoil(JSON.parse(encodeOrder(KEY, ORDER)) as unknown[]));
    expect(() => decodeOrder(KEY, payload)).toThrow(reason);
  }); // prettier-ignore

  it('that is cut short is refused wherever it was cut', () => {
    const payload = encodeOrder(KEY, ORDER);
    for (let at = 0; at < payload.length; at++)
      expect(() => decodeOrder(KEY, payload.slice(0, at))).toThrow(SyntaxError);
  });
});

/** Takes over what of a record is not as in `ORDER`, one level down too. */
function merged(all: OrderRecord, each: OrderRecord): OrderRecord {
  const { facts, words, evidence, caller } = all;
  return {
    ...all,
    ...different(ORDER, each),
    facts: { ...facts, ...different(FACTS, each.facts) },
    words: { ...words, ...different(WORDS, each.words) },
    evidence: { ...evidence, ...different(EVIDENCE, each.evidence) },
    caller: { ...caller, ...different(CALLER, each.caller) },
  };
}

function different<T extends object>(base: T, each: T): Partial<T> {
  const fields = (Object.keys(base) as (keyof T)[]).filter((field) => each[field] !== base[field]);
  return Object.fromEntries(fields.map((field) => [field, each[field]])) as Partial<T>;
}
