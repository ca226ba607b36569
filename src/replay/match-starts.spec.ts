import { expect, it } from '@jest/globals';
import type { OrderUpdate } from '../orders/order.js';
import { matchStarts } from './match-starts.js';
import { ReplayUsageError } from './replay.errors.js';
import { readStart } from './start-option.js';
import type { StartOption } from './start-option.js';
import type { StreamLine } from './stream.js';

function order(exchange: string, symbol: string, positionSide: 'LONG' | null = null): StreamLine {
  const terms = { exchange, symbol, positionSide, id: '1', amount: '1', filled: '0' };
  const update: OrderUpdate = { ...terms, status: 'ACCEPTED', side: 'BUY' };
  return { kind: 'order', exchange, update, realizedPnl: null };
}

const STREAMS = [
  { name: 'first', lines: [order('binance', 'BTC'), order('binance', 'ETH', 'LONG')] },
  { name: 'second', lines: [order('bybit', 'BTC'), order('bybit', 'BTC'), order('bybit', 'XRP')] },
];

function matched(...texts: readonly string[]): string[][] {
  const options = texts.map((text) => readStart(text) as StartOption);
  return matchStarts(options, STREAMS).map((starts) =>
    Array.from(starts, ([leg, { signedAmount }]) => `${leg} ${signedAmount}`),
  );
}

it('a start is of the one leg that it names', () => {
  expect(matched('XRP:NET:1@2', 'bybit:BTC:NET:-3@4', 'ETH:LONG:5@6')).toEqual([
    ['binance ETH LONG 5'],
    ['bybit XRP NET 1', 'bybit BTC NET -3'],
  ]);
  expect(matched()).toEqual([[], []]);
});

it('a leg that several streams have is not guessed', () => {
  expect(() => matched('BTC:NET:1@2')).toThrow(ReplayUsageError);
  expect(() => matched('BTC:NET:1@2')).toThrow(
    'may mean binance:BTC:NET in first or bybit:BTC:NET in second. Write its exchange before the symbol',
  );
});

it('a leg that no stream has orders of is refused, with those that there are', () => {
  expect(() => matched('ETH:NET:1@2')).toThrow(
    'The legs with orders: binance:BTC:NET, binance:ETH:LONG, bybit:BTC:NET, bybit:XRP:NET.',
  );
});

it('a leg has one start', () => {
  expect(() => matched('XRP:NET:1@2', 'bybit:XRP:NET:1@2')).toThrow('is the second of bybit XRP NET');
});
