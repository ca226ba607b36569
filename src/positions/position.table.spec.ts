import { beforeEach, describe, expect, it } from '@jest/globals';
import { toFixedPoint } from '../decimal/fixed-point.js';
import { UNREGISTERED } from '../instruments/instrument.table.js';
import { Changes } from '../state/changes.js';
import { Entry } from '../state/entry.js';
import type { Fill } from './fill.js';
import { flatPosition } from './position-record.js';
import { PositionTable } from './position.table.js';
import type { Watermark } from './watermark.js';

const BTC = { exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET' } as const;
const ETH = { ...BTC, symbol: 'ETHUSDT' };
const ONE = toFixedPoint('1');

let changes: Changes;
let table: PositionTable;

beforeEach(() => {
  changes = new Changes();
  table = new PositionTable(changes);
});

function mark(side: 'BUY' | 'SELL', quantity: string, place: typeof BTC | typeof ETH = BTC): Watermark {
  const size = toFixedPoint(quantity);
  return {
    ...place,
    side,
    kind: 'linear',
    quantity: size,
    cost: size * ONE,
    fees: [],
    trades: null,
    named: null,
  };
}

/** Moves the position by all of an order's watermark, at price 1. */
function trade(orderKey: string, watermark: Watermark): void {
  const { side, quantity, cost } = watermark;
  const fill: Fill = { side, quantity, cost, fees: [], estimated: false };
  table.apply(orderKey, watermark, fill, UNREGISTERED, 7);
}

describe('a fill', () => {
  it('changes the position and the watermark in one unit', () => {
    trade('a', mark('BUY', '2'));
    expect([table.size, table.openCount, table.watermarks.size]).toEqual([1, 1, 1]);
    expect(table.find(BTC)?.record).toMatchObject({ quantity: 2n * ONE, updatedAt: 7 });
    const taken = changes.take(1)?.entries.map(({ table, key }) => [table, key]);
    expect(taken).toEqual([
      ['position', table.find(BTC)?.key],
      ['watermark', 'a'],
    ]);
  });

  it('of another order of the same position joins the same unit; of another position it does not', () => {
    trade('a', mark('BUY', '2'));
    trade('b', mark('SELL', '1'));
    trade('c', mark('BUY', '1', ETH));
    const units = new Set(Array.from(table.watermarks.all(), ({ unit }) => unit));
    expect(units.size).toBe(2);
    expect(units.has(table.find(ETH)?.unit ?? null)).toBe(true);
    expect([table.size, table.openCount]).toEqual([2, 2]);
  });

  it('that closes leaves the position in the table, not open', () => {
    trade('a', mark('BUY', '2'));
    trade('b', mark('SELL', '2'));
    expect([table.size, table.openCount]).toEqual([1, 0]);
    expect(table.find(BTC)?.record.quantity).toBe(0n);
  });
});

describe('finding', () => {
  it('is by exchange, symbol and leg', () => {
    trade('a', mark('BUY', '2'));
    table.place(flatPosition({ ...BTC, exchange: 'okx' }, ONE));
    const other = table.find({ ...BTC, exchange: 'okx' });
    expect(other?.record.exchange).toBe('okx');
    expect(table.ofSymbol('BTCUSDT')).toEqual([table.find(BTC), other]);
    expect([table.find(ETH), table.find({ ...BTC, exchange: 'bybit' })]).toEqual([null, null]);
    expect(table.ofSymbol('__proto__')).toEqual([]);
  });

  it('finds nothing after clear', () => {
    trade('a', mark('BUY', '2'));
    table.clear();
    expect([table.size, table.watermarks.size, table.find(BTC), [...table.all()]]).toEqual([0, 0, null, []]);
  });
});

describe('what was loaded', () => {
  it('is the same in whatever order a position and its watermarks come', () => {
    table.placeWatermark('a', mark('BUY', '2'));
    table.place({ ...flatPosition(BTC, ONE), quantity: 2n * ONE });
    expect([table.size, table.find(BTC)?.record.quantity, table.faults()]).toEqual([1, 2n * ONE, []]);
    expect(table.watermarks.find('a')?.unit).toBe(table.find(BTC)?.unit);
  });

  it('is not written again, and is one unit again', () => {
    table.place({ ...flatPosition(BTC, ONE), quantity: 2n * ONE });
    const watermark = table.placeWatermark('a', mark('BUY', '2'));
    expect(watermark.unit).toBe(table.find(BTC)?.unit);
    expect([changes.size, table.faults()]).toEqual([0, []]);
  });

  it('may come watermark first', () => {
    const watermark = table.placeWatermark('a', mark('BUY', '2'));
    expect(table.find(BTC)?.record.quantity).toBe(0n);
    expect(watermark.unit).toBe(table.find(BTC)?.unit);
  });
});

describe('for a store that lost some of it', () => {
  it('everything is written again, each position in one unit with its watermarks', () => {
    trade('a', mark('BUY', '2'));
    trade('b', mark('BUY', '1', ETH));
    while (changes.take(9) !== null);
    table.markAll();
    const units = [changes.take(1), changes.take(1), changes.take(1)];
    const written = units.map((unit) => unit?.entries.map((entry) => entry.key) ?? []);
    expect(written).toEqual([[table.find(BTC)?.key, 'a'], [table.find(ETH)?.key, 'b'], []]);
  });

  it('a watermark that only the store has is removed together with its position', () => {
    trade('a', mark('BUY', '2'));
    while (changes.take(9) !== null);
    table.markAll();
    table.removeStored('old', mark('BUY', '1'));
    const taken = changes.take(1)?.entries.map((entry) => [entry.table, entry.key, entry.removed]);
    expect(taken).toEqual([
      ['position', table.find(BTC)?.key, false],
      ['watermark', 'a', false],
      ['watermark', 'old', true],
    ]);
    expect([table.watermarks.find('old'), table.faults()]).toEqual([null, []]);
  });

  it('so is one of a position that is not known', () => {
    table.removeStored('old', mark('BUY', '1'));
    expect(changes.take(9)?.entries.map((entry) => [entry.key, entry.removed])).toEqual([['old', true]]);
    expect(table.size).toBe(0);
  });
});

describe('dropping the watermark of an order that is forgotten', () => {
  it.each([
    ['BUY', 2n],
    ['SELL', -2n],
  ] as const)('of a %s, the position carries its quantity on', (side, carried) => {
    trade('a', mark(side, '2'));
    trade('b', mark('BUY', '5'));
    const tombstone = new Entry<unknown>('tombstone', 'a', null);
    while (changes.take(9) !== null);
    table.drop('a', tombstone);
    expect(table.find(BTC)?.record.carried).toBe(carried * ONE);
    expect(table.faults()).toEqual([]);
    const taken = changes.take(1)?.entries.map((entry) => [entry.table, entry.key, entry.removed]);
    expect(taken).toEqual([
      ['position', table.find(BTC)?.key, false],
      ['watermark', 'a', true],
      ['tombstone', 'a', false],
    ]);
  });

  it('adds to what is carried already, and never twice for one order', () => {
    for (const key of ['a', 'b']) trade(key, mark('BUY', '2'));
    for (const key of ['a', 'b', 'b']) table.drop(key, new Entry<unknown>('tombstone', key, null));
    expect(table.find(BTC)?.record.carried).toBe(4n * ONE);
    expect(table.faults()).toEqual([]);
  });

  it('that has none only removes the tombstone', () => {
    table.drop('a', new Entry<unknown>('tombstone', 'a', null));
    expect(changes.take(9)?.entries.map((entry) => entry.table)).toEqual(['tombstone']);
    expect(table.size).toBe(0);
  });
});

describe('faults', () => {
  beforeEach(() => {
    trade('a', mark('BUY', '3'));
    trade('b', mark('SELL', '1'));
    trade('c', mark('SELL', '1', ETH));
  });

  it('there are none while the watermarks add up to the positions', () => {
    expect(table.faults()).toEqual([]);
  });

  it.each<[string, () => void, string]>([
    ['a quantity', () => tamper('position', { quantity: 9n * ONE }), 'is 9, its orders add up to 2'],
    ['what is carried', () => tamper('position', { carried: -ONE }), 'is 2, its orders add up to 1'],
    ['a watermark', () => tamper('a', { quantity: 4n * ONE }), 'is 2, its orders add up to 3'],
    ['the side of a watermark', () => tamper('b', { side: 'BUY' }), 'is 2, its orders add up to 4'],
    ['a watermark that is gone', () => table.watermarks.remove('b'), 'is 2, its orders add up to 3'],
    ['a watermark too many', () => void table.placeWatermark('d', mark('BUY', '1')), 'orders add up to 3'],
  ])('%s that was tampered with is found, and only there', (_, tampering, fault) => {
    tampering();
    expect(table.faults()).toEqual([expect.stringContaining(fault)]);
    expect(table.faults()[0]).toContain('position binance BTCUSDT NET');
  });

  it('a watermark that was moved to another position is found in both', () => {
    tamper('b', { symbol: 'ETHUSDT' });
    expect(table.faults()).toEqual([
      expect.stringContaining('BTCUSDT NET is 2, its orders add up to 3'),
      expect.stringContaining('ETHUSDT NET is -1, its orders add up to -2'),
    ]);
  });
});

/** Overwrites fields of BTC's position, or of the watermark with a key, behind the table's back. */
function tamper(what: string, fields: Readonly<Record<string, unknown>>): void {
  const entry = what === 'position' ? table.find(BTC) : table.watermarks.find(what);
  if (entry === null) throw new Error(`there is no ${what}`);
  Object.assign(entry, { record: { ...entry.record, ...fields } });
}
