import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  beautifiedMessage, binanceMessage, bybitMessage, okxMessage,
} from '../../bench/exchange-messages.js'; // prettier-ignore
import type { Write } from '../../bench/exchange-messages.js';
import { orderLives } from '../../bench/order-lives.js';
import { parseExactJson } from '../../src/exchanges/exact-json.js';
import { mapBinance, mapBybit, mapOkx } from '../../src/index.js';
import type { Mapped } from '../../src/index.js';

/** `PROPERTY_RUNS=100000 npm run test:long -- test/properties/mapped-numbers` for the long run. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 500);

const UPDATES = orderLives(0, 20).flat();

/** A number as JSON writes it: of few digits, of those that a JavaScript number just has, and of more. No fraction or exponent of an integer. */
const NUMBER = fc.oneof(
  fc.stringMatching(/^(0|[1-9]\d{0,20})$/),
  fc.stringMatching(/^-?(0|[1-9]\d{0,5})\.\d{0,20}[1-9]0?$/),
  fc.constantFrom('9007199254740991', '9007199254740993', '8389765519993908929', '0.10000000000000000001', '1.10', '1e-8'),
); // prettier-ignore

describe.each<[string, (message: unknown) => readonly Mapped[], Write]>([
  ['Binance', mapBinance, binanceMessage],
  ['Binance, beautified', mapBinance, beautifiedMessage],
  ['Bybit', (message) => mapBybit(message), bybitMessage],
  ['OKX', mapOkx, okxMessage],
])('%s', (_, map, write) => {
  const texts = UPDATES.map((update) => JSON.stringify(write(update)));

  it('a message tells the same, read at once as when each of its numbers is read as it was written', () => {
    for (const text of texts) expect(map(text)).toEqual(map(parseExactJson(text)));
  });

  it(`whatever numbers stand in it (${RUNS} messages)`, () => {
    const spoiled = fc.tuple(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(), NUMBER), { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(spoiled, ([text, numbers]) => {
        const message = numbers.reduce((each, [at, number]) => withNumber(each, at, number), text);
        expect(known(map(message))).toEqual(known(map(parseExactJson(message))));
      }),
      { numRuns: RUNS },
    );
  }); // prettier-ignore
});

it('an id beyond 2^53 keeps its digits, and an average its zeros, in text', () => {
  const text = JSON.stringify(binanceMessage(UPDATES.at(-1) as (typeof UPDATES)[number]));
  const long = text.replace(/"i":\d+/, '"i":8389765519993908929').replace(/"ap":"[^"]*"/, '"ap":60000.50');
  expect(mapBinance(long)).toMatchObject([{ updates: [{ id: '8389765519993908929', average: '60000.50' }] }]);
});

/** What is unknown is handed back as it came, text or not. */
function known(told: readonly Mapped[]): readonly unknown[] {
  return told.map((each) => (each.kind === 'unknown' ? each.kind : each));
}

/** One of the values of a message's text, which one `at` picks, replaced by a number. */
function withNumber(text: string, at: number, number: string): string {
  const values = [...text.matchAll(/:(?:"[^"]*"|-?\d[\d.eE+-]*)(?=[,}])/g)];
  const value = values[at % values.length];
  if (value === undefined) return text;
  return `${text.slice(0, value.index)}:${number}${text.slice(value.index + value[0].length)}`;
}
