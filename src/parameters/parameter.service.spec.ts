import { beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from '../state/changes.js';
import { Gate } from '../state/gate.js';
import { MeasuredTable } from '../state/measured.table.js';
import { Table } from '../state/table.js';
import { CacheKey } from '../stores/cache-key.js';
import type { JsonValue } from './json-value.js';
import { ParameterService } from './parameter.service.js';
import { InvalidParameterError } from './parameters.errors.js';

interface TrailingStop {
  readonly entries: number;
  readonly stops: readonly string[];
}

let changes: Changes;
let service: ParameterService;

beforeEach(() => {
  changes = new Changes();
  const gate = new Gate(() => new Error('closed'));
  gate.open();
  const table = (type: CacheKey) => new MeasuredTable<JsonValue>(type, changes);
  service = new ParameterService(
    {
      changes,
      parameters: table(CacheKey.PARAMETER),
      metadata: table(CacheKey.METADATA),
      leverages: new Table<string>(CacheKey.LEVERAGE, changes),
    },
    gate,
  );
});

/** The ways to keep a value: by key, and by symbol. */
const WAYS = [
  ['a parameter', 'setParameter', 'parameter', 'deleteParameter', 'key'],
  ['metadata', 'setMetadata', 'metadata', 'deleteMetadata', 'symbol'],
] as const;

describe.each(WAYS)('%s', (_, set, get, remove, field) => {
  it('is a frozen copy of what was set', () => {
    const given = { entries: 1, stops: ['100'] };
    service[set]('BTCUSDT', given);
    given.stops.push('90');
    const kept = service[get]<TrailingStop>('BTCUSDT');
    expect(kept).toEqual({ entries: 1, stops: ['100'] });
    expect(Object.isFrozen(kept) && Object.isFrozen(kept?.stops)).toBe(true);
    expect(service[get]('BTCUSDT')).toBe(kept);
  });

  it('is set again, and deleted once', () => {
    service[set]('a', 1);
    service[set]('a', false);
    expect(service[get]('a')).toBe(false);
    expect([service[remove]('a'), service[remove]('a'), service[get]('a')]).toEqual([true, false, null]);
    service[set]('a', '');
    expect(service[get]('a')).toBe('');
  });

  it.each(['__proto__', 'constructor', 'a:b{*}[x]%\\'])('may be called %s', (name) => {
    expect(service[get](name)).toBeNull();
    service[set](name, 7);
    expect(service[get](name)).toBe(7);
  });

  it.each<[string, string, unknown]>([
    [field, '', 1],
    [field, 'x'.repeat(513), 1],
    [field, 'a\nb', 1],
    [field, '\ud800', 1],
    ['value', 'a', null],
    ['value', 'a', undefined],
    ['value', 'a', 1n],
    ['value', 'a', Number.NaN],
    ['value', 'a', { entries: [Infinity] }],
    ['value', 'a', 'x'.repeat(1_048_576)],
  ])('with a wrong %s is refused by name, and changes nothing', (wrong, name, value) => {
    expect(() => service[set](name, value)).toThrow(InvalidParameterError);
    expect(() => service[set](name, value)).toThrow(expect.objectContaining({ field: wrong }));
    expect(changes.size).toBe(0);
  });
});

describe('parameters and metadata', () => {
  it('of the same name are two', () => {
    service.setParameter('a', 1);
    service.setMetadata('a', 2);
    expect([service.parameter('a'), service.metadata('a')]).toEqual([1, 2]);
  });
});

describe('the keys of all parameters', () => {
  it('are those that have a value', () => {
    for (const key of ['b', 'a', 'c']) service.setParameter(key, key);
    service.deleteParameter('a');
    expect(service.parameterKeys()).toEqual(['b', 'c']);
  });
});

describe('a leverage', () => {
  it('is the one that was noted last, a canonical decimal of an exchange and a symbol', () => {
    service.setLeverage('binance', 'BTCUSDT', '10.0');
    service.setLeverage('bybit', 'BTCUSDT', '2.5');
    expect([service.leverage('binance', 'BTCUSDT'), service.leverage('bybit', 'BTCUSDT')]).toEqual([
      '10',
      '2.5',
    ]);
    expect(service.leverage('okx', 'BTCUSDT')).toBeNull();
    changes.take(9);
    service.setLeverage('binance', 'BTCUSDT', '10');
    expect(changes.size).toBe(0);
  });

  it.each<[string, string, string, unknown]>([
    ['exchange', '', 'BTCUSDT', '1'],
    ['symbol', 'binance', '', '1'],
    ['leverage', 'binance', 'BTCUSDT', '0'],
    ['leverage', 'binance', 'BTCUSDT', '-1'],
    ['leverage', 'binance', 'BTCUSDT', 10],
    ['leverage', 'binance', 'BTCUSDT', '1e1'],
  ])('with a wrong %s is refused by name', (field, exchange, symbol, leverage) => {
    expect(() => service.setLeverage(exchange, symbol, leverage as string)).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETER', field }),
    );
  });
});
