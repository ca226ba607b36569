import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Entry } from '../state/entry.js';
import { Changes } from '../state/changes.js';
import { Limits } from '../state/limits.js';
import { LimitReachedError } from '../state/limits.errors.js';
import { InvalidMarketDataError } from './market-data.errors.js';
import { MarketDataTable } from './market-data.table.js';
import type { MarketDatum } from './market-data.table.js';

const LIFE = 1_000;
const MOST = 3;
const TEXT = 1_000;

let now: number;
let changes: Changes;
let table: MarketDataTable;

/** A table of few values and characters. */
function tableOf(its: Changes): MarketDataTable {
  const most = { maxOrders: 1, maxAdjustments: 1, maxMarketData: MOST, maxRecords: 1, maxText: TEXT };
  const held = { marketData: () => made.data.size, text: () => made.data.length };
  const made: MarketDataTable = new MarketDataTable(its, () => now, LIFE, new Limits(most, held));
  return made;
}

beforeEach(() => {
  now = 10_000;
  changes = new Changes();
  table = tableOf(changes);
});

describe('plain values', () => {
  it('are copied on the way in and frozen on the way out', () => {
    const value = { bids: [[1, 2]] };
    table.setPlain('A', value);
    value.bids.length = 0;
    const got = table.plain('A')?.value as { bids: number[][] };
    expect(got).toEqual({ bids: [[1, 2]] });
    expect(() => got.bids[0]?.push(3)).toThrow(TypeError);
  });

  it('are whatever JSON holds', () => {
    const values = [null, false, 0, '', [], {}, { deep: [{ er: null }] }, JSON.parse('{"__proto__": 1}')];
    for (const value of values) {
      table.setPlain('A', value);
      expect(table.plain('A')?.value).toEqual(value);
    }
  });

  it('are made once, however often they are read', () => {
    table.setPlain('A', { price: '1' });
    expect(table.plain('A')?.value).toBe(table.plain('A')?.value);
  });

  it('refuse a circle, and keep the value before', () => {
    table.setPlain('A', 1);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(() => table.setPlain('A', circle)).toThrow('cannot be written as JSON');
    expect(table.plain('A')?.value).toBe(1);
  });

  it.each([NaN, Infinity, [{ deep: -Infinity }]])('refuse %p, and keep the value before', (value) => {
    table.setPlain('A', 1);
    expect(() => table.setPlain('A', value)).toThrow(InvalidMarketDataError);
    expect(table.plain('A')?.value).toBe(1);
  });

  it('carry their age, and are gone after their life', () => {
    table.setPlain('A', 1);
    now += LIFE - 1;
    expect(table.plain('A')).toEqual({ value: 1, ageMs: LIFE - 1 });
    now += 1;
    expect(table.plain('A')).toBeNull();
  });

  it.each([[undefined], [1n], [() => 1]])('refuse what is not JSON: %p', (value) => {
    expect(() => table.setPlain('A', value)).toThrow('cannot be written as JSON');
    expect(table.plain('A')).toBeNull();
  });

  it.each(['', 'a\u0000', '\ud800', 'x'.repeat(513)])('refuse the symbol %j', (symbol) => {
    expect(() => table.setPlain(symbol, 1)).toThrow('symbol');
  });
});

describe('typed values', () => {
  it('stand beside plain ones and beside each other, by interval', () => {
    const kline = { open: '1', high: '2', low: '1', close: '1.50', volume: '0', timestamp: 5 };
    table.setPlain('A', 'plain');
    table.setTyped('kline', 'A', kline, '1m');
    expect(table.typed('kline', 'A', '1m')?.value).toEqual({ ...kline, close: '1.5' });
    expect([table.typed('kline', 'A', '5m'), table.typed('kline', 'A')]).toEqual([null, null]);
    expect(table.plain('A')?.value).toBe('plain');
  });

  it('that are older than the one that is kept do not replace it', () => {
    const prices: unknown[] = [];
    for (const [price, timestamp] of [
      ['1', 100],
      ['2', 99],
      ['3', 100],
      ['4', 101],
      ['5', null],
      ['6', 7],
    ] as const) {
      table.setTyped('markPrice', 'A', { price, timestamp });
      prices.push(table.typed('markPrice', 'A')?.value.price);
    }
    expect(prices).toEqual(['1', '1', '3', '4', '5', '6']);
    now += LIFE;
    table.setTyped('markPrice', 'A', { price: '7', timestamp: 1 });
    expect(table.typed('markPrice', 'A')?.value.price).toBe('7');
  });

  it('that were loaded are not replaced by older ones', () => {
    table.setTyped('trade', 'A', { price: '1', size: '1', timestamp: 100 });
    const { key, record } = table.data.all().next().value as Entry<MarketDatum>;
    const loaded = tableOf(new Changes());
    loaded.place(key, { ...record });
    loaded.setTyped('trade', 'A', { price: '2', size: '1', timestamp: 99 });
    expect(loaded.typed('trade', 'A')?.value.price).toBe('1');
  });

  it('are frozen to the last level', () => {
    table.setTyped('bookL2', 'A', { bids: [['1', '2']], asks: [], timestamp: null });
    const book = table.typed('bookL2', 'A')?.value as unknown as { bids: string[][] };
    expect(() => book.bids.push(['3', '4'])).toThrow(TypeError);
    expect(() => (book.bids[0] as string[]).push('5')).toThrow(TypeError);
    expect(table.typed('bookL2', 'A')?.value.bids).toEqual([['1', '2']]);
  });

  it.each(['', 'a\u001fb', 7 as never])('refuse the interval %j', (interval) => {
    const kline = { open: '1', high: '2', low: '1', close: '1', volume: '0', timestamp: 5 };
    expect(() => table.setTyped('kline', 'A', kline, interval)).toThrow('interval');
    expect(changes.size).toBe(0);
  });

  it.each([
    ['markPrice', { price: 1, timestamp: null }, 'price'],
    ['markPrice', { price: '-1', timestamp: null }, 'price'],
    ['markPrice', { timestamp: null }, 'price'],
    ['markPrice', { price: '1', timestamp: 1.5 }, 'timestamp'],
    ['markPrice', { price: '1', size: '1' }, 'size'],
    ['bookL2', { bids: [['1']], asks: [] }, 'bids[0]'],
    ['bookL2', { bids: {}, asks: [] }, 'bids'],
    ['trade', [], 'value'],
    ['nonsense', {}, 'kind'],
  ])('refuse a wrong %s by its field: %j', (kind, value, field) => {
    expect(() => table.setTyped(kind as never, 'A', value as never)).toThrow(field);
    expect(changes.size).toBe(0);
  });
});

describe('however fast values come', () => {
  it('the store sees the newest once', () => {
    for (let price = 1; price <= 100; price++) table.setPlain('A', price);
    const taken = changes.take(10);
    expect(taken?.entries.map(({ record }) => (record as { json: string }).json)).toEqual(['100']);
    expect(changes.size).toBe(0);
  });

  it('memory is bounded: what is new is refused, and what is known goes on being set', () => {
    for (const symbol of ['A', 'B', 'C']) table.setPlain(symbol, 1);
    expect(() => table.setPlain('D', 1)).toThrow(LimitReachedError);
    expect(() => table.setTyped('markPrice', 'A', { price: '7', timestamp: 1 })).toThrow('maxMarketData');
    for (const symbol of ['A', 'B', 'C']) table.setPlain(symbol, 2);
    expect(['A', 'B', 'C', 'D'].map((symbol) => table.plain(symbol)?.value)).toEqual([2, 2, 2, undefined]);
    expect(changes.size).toBe(MOST);
  });

  it('and stays so while removals wait for the store: there is room when it has them', () => {
    for (const symbol of ['A', 'B', 'C']) table.setPlain(symbol, 1);
    now += LIFE;
    expect(table.expire(99)).toBe(MOST);
    expect(() => table.setPlain('D', 1)).toThrow(LimitReachedError);
    table.setPlain('A', 2);
    expect(table.plain('A')?.value).toBe(2);
    for (const entry of changes.take(9)?.entries ?? []) table.data.forget(entry as Entry<MarketDatum>);
    for (const symbol of ['D', 'E']) table.setPlain(symbol, 1);
    expect(() => table.setPlain('F', 1)).toThrow(LimitReachedError);
  });

  it('is bounded by characters too: a longer value is refused, and the one before stays', () => {
    table.setPlain('A', 'x'.repeat(TEXT - 10));
    expect(() => table.setPlain('B', 'y'.repeat(9))).toThrow('maxText');
    expect(() => table.setPlain('A', 'x'.repeat(TEXT))).toThrow('maxText');
    expect(table.plain('A')?.value).toBe('x'.repeat(TEXT - 10));
    table.setPlain('A', 1);
    table.setPlain('B', 'y'.repeat(9));
    expect(table.data.length).toBe(12);
  });

  it('what has expired is removed, what was set again is not', () => {
    table.setPlain('A', 1);
    table.setPlain('B', 1);
    now += LIFE / 2;
    table.setPlain('B', 2);
    now += LIFE / 2;
    expect(table.expire(10)).toBe(1);
    expect(table.plain('B')?.value).toBe(2);
    now += LIFE / 2;
    expect([table.expire(10), table.expire(10)]).toEqual([1, 0]);
  });

  it('what has expired is not read even before it is removed, and no more is removed than asked for', () => {
    for (const symbol of ['A', 'B', 'C']) table.setPlain(symbol, 1);
    now += LIFE;
    expect(table.plain('A')).toBeNull();
    expect([table.expire(2), table.expire(2), table.expire(2)]).toEqual([2, 1, 0]);
  });

  it('has the store remove what has expired', () => {
    table.setPlain('A', 1);
    changes.take(10);
    now += LIFE;
    table.expire(10);
    expect(changes.take(10)?.entries.map(({ removed }) => removed)).toEqual([true]);
  });
});

describe('values that were loaded', () => {
  it('are read with the age that they have, expire as if set here, and are not written again', () => {
    table.setTyped('markPrice', 'A', { price: '7', timestamp: 1 });
    const [stored] = changes.take(1)?.entries ?? [];
    if (stored === undefined) throw new Error('nothing was to be stored');
    const restarted = tableOf(changes);
    now += 400;
    restarted.place(stored.key, stored.record as MarketDatum);
    expect(restarted.typed('markPrice', 'A')).toEqual({ value: { price: '7', timestamp: 1 }, ageMs: 400 });
    expect(changes.size).toBe(0);
    now += LIFE - 400;
    expect(restarted.typed('markPrice', 'A')).toBeNull();
    expect(restarted.expire(10)).toBe(1);
  });

  it('count against the bound', () => {
    const datum = { json: '1', setAt: now, expiresAt: now + LIFE };
    for (const symbol of ['A', 'B', 'C', 'D']) table.place(`json\u001f${symbol}`, datum);
    expect(['A', 'B', 'C', 'D'].filter((symbol) => table.plain(symbol) !== null)).toHaveLength(4);
    expect(() => table.setPlain('E', 1)).toThrow(LimitReachedError);
    table.setPlain('D', 2);
    expect(table.plain('D')?.value).toBe(2);
  });

  it('are gone after clear, and so is what counted them', () => {
    for (const symbol of ['A', 'B', 'C']) table.setPlain(symbol, 1);
    table.clear();
    expect(table.plain('A')).toBeNull();
    for (const symbol of ['D', 'E', 'F']) table.setPlain(symbol, 1);
    expect(['D', 'E', 'F'].map((symbol) => table.plain(symbol)?.value)).toEqual([1, 1, 1]);
    now += LIFE;
    expect(table.expire(10)).toBe(3);
  });
});

describe('the price that a position is valued at', () => {
  it('is the mark price, else the last trade, else nothing', () => {
    expect(table.markOf('A')).toBeNull();
    table.setTyped('indexPrice', 'A', { price: '1', timestamp: null });
    expect(table.markOf('A')).toBeNull();
    table.setTyped('trade', 'A', { price: '2', size: '9', timestamp: null });
    now += 10;
    expect(table.markOf('A')).toEqual({ price: '2', ageMs: 10 });
    table.setTyped('markPrice', 'A', { price: '3', timestamp: null });
    expect(table.markOf('A')).toEqual({ price: '3', ageMs: 0 });
    expect(table.markOf('B')).toBeNull();
  });

  it('is the last trade again when the mark price has expired', () => {
    table.setTyped('markPrice', 'A', { price: '3', timestamp: null });
    now += LIFE / 2;
    table.setTyped('trade', 'A', { price: '2', size: '9', timestamp: null });
    now += LIFE / 2;
    expect(table.markOf('A')).toEqual({ price: '2', ageMs: LIFE / 2 });
  });
});

describe('ages', () => {
  it('are never negative, though a clock is set back', () => {
    table.setPlain('A', 1);
    now -= 500;
    expect(table.plain('A')).toEqual({ value: 1, ageMs: 0 });
  });
});
