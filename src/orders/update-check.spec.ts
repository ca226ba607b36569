import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderUpdate } from './order.js';

/** A field, and a value that it cannot have. The fault names the field, or what is given third. */
type Wrong = readonly [field: string, value: unknown, named?: string];

/** A cache that holds an order, a position and nothing that waits to be written. */
function busyCache(): TestCache {
  const cache = new TestCache();
  cache.positions.applyUpdate(fill('1', '1', '100', { id: '6', amount: '1', status: 'FILLED' }));
  cache.positions.applyUpdate(update());
  while (cache.tables.changes.take(100) !== null);
  return cache;
}

/**
 * The field that an update is refused for, by both calls, whether its order is known or not, while nothing at all changes.
 * Where one of them says or does something else, all that was said.
 */
function refusedFor(wrong: Readonly<Record<string, unknown>>): string {
  const cache = busyCache();
  const state = (): string => JSON.stringify([cache.state(), cache.tables.changes.tick, cache.faults()]);
  const before = state();
  const said = ['7', 'unheard of'].flatMap((id) => {
    const refused = { ...update({ id, timestamp: T + 1 }), ...wrong } as unknown as OrderUpdate;
    return [cache.orders.orderStatusUpdate(refused), cache.positions.applyUpdate(refused)];
  });
  const fields = new Set(said.map(({ outcome, field }) => (outcome === 'rejected' ? field : outcome)));
  const [field] = fields;
  return fields.size === 1 && field !== undefined && state() === before ? field : JSON.stringify(said);
}

/** An update with one own field, whatever it is called: as JSON from outside can have it. */
function withField([field, value]: Wrong): Record<string, unknown> {
  return Object.fromEntries([[field, value]]);
}

function shown(value: unknown): string {
  if (typeof value === 'string' && value.length > 20) return `text of ${value.length} characters`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function titled(cases: readonly Wrong[]): (readonly [string, Wrong])[] {
  return cases.map((wrong) => [`${wrong[0]}: ${shown(wrong[1])}`, wrong]);
}

const LONGEST = new Map([
  ['exchange', 64],
  ['symbol', 512],
  ['id', 512],
  ['clientOrderId', 512],
  ['type', 64],
  ['timeInForce', 64],
  ['tradeId', 512],
  ['feeCurrency', 64],
  ['reason', 2_048],
]);

const WRONG_TEXTS: readonly unknown[] = [7, Number.NaN, true, 7n, ['7'], {}, '', '\ud800', 'a\udc00b'];
const CONTROL_CHARACTERS = ['\u0000', 'a\u001fb', 'a\n', '\u007f', '\u0085'];

const texts: readonly Wrong[] = [...LONGEST].flatMap(([field, longest]): Wrong[] => [
  ...WRONG_TEXTS.map((value): Wrong => [field, value]),
  [field, 'x'.repeat(longest + 1)],
  ...(field === 'reason' ? [] : CONTROL_CHARACTERS.map((value): Wrong => [field, value])),
]);

describe('text', () => {
  it.each(titled(texts))('%s', (_, wrong) => {
    expect(refusedFor(withField(wrong))).toBe(wrong[0]);
  });

  it.each([...LONGEST])('%s may be as long as %i characters, of any script', (field, longest) => {
    const value = 'Ж'.repeat(longest - 2) + '🙂';
    expect(
      new TestCache().orders.orderStatusUpdate({ ...update(), ...withField([field, value]) }).outcome,
    ).toBe('applied');
  });

  it('a reason may hold line breaks', () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update({ status: 'REJECTED', reason: 'no\nmargin\t' }));
    expect(orders.order('7')?.reason).toBe('no\nmargin\t');
  });
});

const UNSIGNED = ['price', 'amount', 'filled', 'average', 'lastFilled', 'lastFilledPrice', 'contractSize'];
const WRONG_DECIMALS: readonly unknown[] = [
  0.1, 1, Number.NaN, 1n, true, ['1'], {}, '', ' 1', '1 ', '-0', '-0.0', '+1', '--1', '-', '1e3', '1E-3', '01', '.5', '5.',
  '1,5', '1.2.3', '0x10', 'NaN', 'Infinity', '１', '1234567890123456789', '0.1234567890123456789',
]; // prettier-ignore

const decimals: readonly Wrong[] = [
  ...UNSIGNED.flatMap((field) => [...WRONG_DECIMALS, '-1', '-0.000000000000000001'].map((value): Wrong => [field, value])),
  ...WRONG_DECIMALS.map((value): Wrong => ['fee', value]),
]; // prettier-ignore

describe('decimals', () => {
  it.each(titled(decimals))('%s', (_, wrong) => {
    expect(refusedFor({ feeCurrency: 'USDT', ...withField(wrong) })).toBe(wrong[0]);
  });

  it('contractSize is above zero', () => {
    expect(refusedFor({ contractSize: '0' })).toBe('contractSize');
    expect(refusedFor({ contractSize: '0.00' })).toBe('contractSize');
  });

  it.each([
    ['1.50', '1.5'],
    ['0.000', '0'],
    ['999999999999999999.999999999999999999', '999999999999999999.999999999999999999'],
  ])('%s is taken, and read as %s', (given, read) => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update({ price: given, amount: given }));
    expect(orders.order('7')).toMatchObject({ price: read, amount: read });
  });

  it('a fee may be negative', () => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(fill('1', '1', '100', { fee: '-0.10', feeCurrency: 'USDT' }));
    expect(orders.order('7')).toMatchObject({ fee: '-0.1', cumFees: { USDT: '-0.1' } });
  });
});

const others: readonly Wrong[] = [
  ...[null, undefined].flatMap((nothing) =>
    ['exchange', 'symbol', 'status', 'side', 'amount', 'filled'].map((field): Wrong => [field, nothing]),
  ),
  ...['OPEN', 'accepted', '', 7, {}, '__proto__', 'toString'].map((value): Wrong => ['status', value]),
  ...['buy', 'LONG', '', 7, ['BUY']].map((value): Wrong => ['side', value]),
  ...['BOTH', 'long', 'net', '', 7].map((value): Wrong => ['positionSide', value]),
  ...['true', 1, 0, {}].map((value): Wrong => ['reduceOnly', value]),
  ...[Number.NaN, Infinity, 1.5, -1, 8_640_000_000_000_001, '1700000000000', 1n, true, {}].map(
    (value): Wrong => ['timestamp', value],
  ),
  ['colour', 'red'],
  ['colour', null],
  ['Status', 'FILLED'],
  ['remaining', '1'],
  ['__proto__', { status: 'FILLED' }],
  ['constructor', {}],
  ['toString', 'x'],
];

describe('everything else', () => {
  it.each(titled(others))('%s', (_, wrong) => {
    expect(refusedFor(withField(wrong))).toBe(wrong[0]);
  });

  it('an update has an id or a client id', () => {
    expect(refusedFor({ id: null, clientOrderId: undefined })).toBe('id');
  });

  it('a fee has a currency, unless it is zero', () => {
    expect(refusedFor({ fee: '0.1', feeCurrency: null })).toBe('feeCurrency');
    expect(new TestCache().orders.orderStatusUpdate(update({ fee: '0.00' })).outcome).toBe('applied');
  });

  it.each([[null], [undefined], [7], ['text'], [true], [[update()]], [() => update()]])(
    'an update is an object, not %p',
    (nonsense) => {
      const { orders, positions, tables } = new TestCache();
      for (const result of [
        orders.orderStatusUpdate(nonsense as never),
        positions.applyUpdate(nonsense as never),
      ]) {
        expect(result).toMatchObject({ outcome: 'rejected', orderId: null, field: 'update' });
      }
      expect(tables.changes.size).toBe(0);
    },
  );

  it('a rejected update is told by its id, else its client id', () => {
    const { orders } = new TestCache();
    expect(orders.orderStatusUpdate(update({ amount: '-1' })).orderId).toBe('7');
    expect(orders.orderStatusUpdate(update({ id: null, clientOrderId: 'mine', amount: '-1' })).orderId).toBe(
      'mine',
    );
    expect(orders.orderStatusUpdate(update({ id: 7 as never, amount: '-1' })).orderId).toBeNull();
  });

  it.each([0, 8_640_000_000_000_000])('the timestamp %i is taken', (timestamp) => {
    const { orders } = new TestCache();
    orders.orderStatusUpdate(update({ timestamp }));
    expect(orders.order('7')?.timestamp).toBe(timestamp);
  });

  it('null means the same as leaving a field out', () => {
    const { exchange, symbol, id, status, side, amount, filled } = update();
    const least = { exchange, symbol, id, status, side, amount, filled } as OrderUpdate;
    const nulls = {
      clientOrderId: null, type: null, timeInForce: null, price: null, average: null, lastFilled: null,
      lastFilledPrice: null, tradeId: null, fee: null, feeCurrency: null, cumFees: null, reduceOnly: null,
      positionSide: null, contractSize: null, reason: null, timestamp: null,
    }; // prettier-ignore
    const [left, right] = [new TestCache(), new TestCache()];
    left.orders.orderStatusUpdate(least);
    right.orders.orderStatusUpdate({ ...least, ...nulls });
    expect(left.orders.order('7')).toEqual(right.orders.order('7'));
  });
});

const MANY = Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`C${at}`, '1']));

const cumulativeFees: readonly Wrong[] = [
  ...['0.1', 0.1, true, [['USDT', '1']]].map((value): Wrong => ['cumFees', value]),
  ...['-0', '1e3', '', 1, null, {}].map((amount): Wrong => ['cumFees', { USDT: amount }, 'cumFees.USDT']),
  ...['', 'a\u0000b', '\ud800', 'x'.repeat(65)].map((name): Wrong => ['cumFees', { [name]: '1' }]),
  ['cumFees', MANY],
];

describe('the fields of an update', () => {
  const entries = Object.entries(fill('1', '1', '100', { fee: '0.1', feeCurrency: 'USDT', reason: 'why' }));

  it('may come in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        const { orders } = new TestCache();
        expect(orders.orderStatusUpdate(Object.fromEntries(shuffled) as never).outcome).toBe('applied');
      }),
    );
  });

  it('are refused where one is unknown, wherever it stands', () => {
    const unknown = fc.constantFrom('amout', 'Symbol', 'toString', 'orderId');
    const places = fc.shuffledSubarray(entries, { minLength: entries.length });
    fc.assert(
      fc.property(places, unknown, fc.nat(entries.length), (shuffled, field, at) => {
        const { orders } = new TestCache();
        const told = Object.fromEntries(shuffled.toSpliced(at, 0, [field, null])) as never;
        expect(orders.orderStatusUpdate(told)).toMatchObject({ outcome: 'rejected', field });
      }),
    );
  });
});

describe('cumFees', () => {
  it.each(cumulativeFees.map((wrong) => [JSON.stringify(wrong[1]).slice(0, 60), wrong] as const))(
    '%s',
    (_, wrong) => {
      expect(refusedFor({ cumFees: wrong[1] })).toBe(wrong[2] ?? wrong[0]);
    },
  );

  it('keeps currencies as data, whatever they are called, and leaves zeros out', () => {
    const { orders } = new TestCache();
    const cumFees = JSON.parse(
      '{"__proto__": "0.10", "constructor": "-2", "USDT": "0", "BNB": "0.0"}',
    ) as never;
    orders.orderStatusUpdate(fill('1', '1', '100', { cumFees }));
    expect(Object.entries(orders.order('7')?.cumFees ?? {})).toEqual([
      ['__proto__', '0.1'],
      ['constructor', '-2'],
    ]);
    expect(({} as Record<string, unknown>)['0.1']).toBeUndefined();
  });

  it('may hold 32 currencies', () => {
    const { C32: _, ...most } = MANY;
    expect(new TestCache().orders.orderStatusUpdate(update({ cumFees: most })).outcome).toBe('applied');
  });
});
