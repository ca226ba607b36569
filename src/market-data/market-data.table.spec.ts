import { beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from '../state/changes.js';
import { MarketDataTable } from './market-data.table.js';

const LIFE = 1_000;
const MOST = 3;

let now: number;
let changes: Changes;
let table: MarketDataTable;

beforeEach(() => {
  now = 10_000;
  changes = new Changes();
  table = new MarketDataTable(changes, () => now, LIFE, MOST);
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

  it('memory is bounded: the oldest symbols go first', () => {
    for (const symbol of ['A', 'B', 'C', 'D']) table.setPlain(symbol, 1);
    expect(['A', 'B', 'C', 'D'].map((symbol) => table.plain(symbol)?.value ?? null)).toEqual([null, 1, 1, 1]);
  });

  it('what has expired is removed, what was set again is not', () => {
    table.setPlain('A', 1);
    table.setPlain('B', 1);
    now += LIFE / 2;
    table.setPlain('B', 2);
    now += LIFE / 2;
    expect(table.expire(10)).toBe(1);
    expect(table.plain('B')?.value).toBe(2);
  });
});
