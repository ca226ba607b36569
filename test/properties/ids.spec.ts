import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balanceKey } from '../../src/balances/balance-key.js';
import { instrumentKey } from '../../src/instruments/instrument.table.js';
import { legKey } from '../../src/ledger/leg.js';
import { marketDataKey } from '../../src/market-data/redis/market-data-key.js';
import { namesOfKey, orderKey } from '../../src/orders/order-key.js';
import { text } from '../../src/orders/field-checks.js';
import { UpdateFault } from '../../src/orders/update-fault.js';
import { adjustmentKey } from '../../src/positions/adjustment.js';
import { historyMember, historyRange, keyOfMember } from '../../src/stores/redis/history-member.js';
import { ScopeKeys } from '../../src/stores/redis/scope-keys.js';
import { assertScopeId, scopeIdOf, scopeName, scopeStoreKey } from '../../src/stores/scope-id.js';
import { InvalidScopeError } from '../../src/stores/store.errors.js';

const RUNS = { numRuns: 5_000 };

/** Whatever Redis, globs, URLs, files and JSON take for something else than itself. */
const HOSTILE = [
  ':',
  '{',
  '}',
  '*',
  '?',
  '[',
  ']',
  '^',
  '\\',
  '%',
  '2F',
  '/',
  '.',
  '-',
  '_',
  '~',
  '|',
  '"',
  "'",
  ' ',
  'a',
  'b',
  '0',
  'é',
  '😀',
];
const CONTROL = ['\n', '\u0000', '\u001f', '\u007f', '\u0085', '\ud800'];

const name = fc
  .array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(''))
  .filter((joined) => joined !== '.' && joined !== '..');
const anything = fc
  .array(fc.constantFrom(...HOSTILE, ...CONTROL), { maxLength: 40 })
  .map((parts) => parts.join(''));

/** The same tokens as so many parts, grouped in two ways, with what a sloppy key would join them by inside a part. */
function regrouped(parts: number): fc.Arbitrary<readonly [readonly string[], readonly string[]]> {
  const token = fc.constantFrom('a', 'b');
  const tokens = fc.array(token, { minLength: parts + 1, maxLength: parts + 1 });
  const glue = fc.constantFrom(':', '/', '.', '|', '-', ' ', '', '%2F', '%3A');
  const at = fc.nat(parts - 1);
  return fc
    .tuple(tokens, glue, at, at)
    .map(([all, by, one, other]) => [grouped(all, by, one), grouped(all, by, other)]);
}

function grouped(tokens: readonly string[], glue: string, at: number): readonly string[] {
  return [...tokens.slice(0, at), tokens.slice(at, at + 2).join(glue), ...tokens.slice(at + 2)];
}

/** Two lists of parts that have one key though they are two; null if there are none. */
function mixedUp(parts: number, keyOf: (...of: [string, string, string]) => string): unknown {
  const keyOfList = (list: readonly string[]): string => keyOf(...(list as [string, string, string]));
  const areApart = fc.property(
    regrouped(parts),
    ([one, other]) => (keyOfList(one) === keyOfList(other)) === (String(one) === String(other)),
  );
  return fc.check(areApart, RUNS).counterexample;
}

describe('a scope, whatever its parts are called', () => {
  const scopes = fc.record({ strategyId: name, userId: name });

  it('has a name and a key of its own', () => {
    expect(mixedUp(2, (strategyId, userId) => scopeName({ strategyId, userId }))).toBeNull();
    expect(mixedUp(2, (strategyId, userId) => scopeStoreKey({ strategyId, userId }))).toBeNull();
  });

  it('is told by its key', () => {
    fc.assert(
      fc.property(scopes, (scope) => expect(scopeIdOf(scopeStoreKey(scope))).toEqual(scope)),
      RUNS,
    );
  });

  it('has all of its Redis keys under one hash tag, and one pattern of an ACL for them, which no other scope is in', () => {
    fc.assert(
      fc.property(scopes, scopes, (scope, other) => {
        const tag = scopeStoreKey(scope);
        const keys = new ScopeKeys(tag).forCommit();
        for (const key of keys) expect(/\{(.*?)\}/.exec(key)?.[1]).toBe(tag);
        expect(new Set(keys).size).toBe(keys.length);
        const pattern = `trading-cache:{${tag}}:`;
        expect(pattern).not.toMatch(/[*?[\]\\]/);
        const isOther = scopeStoreKey(other) !== tag;
        for (const key of new ScopeKeys(scopeStoreKey(other)).forCommit())
          expect(key.startsWith(pattern)).toBe(!isOther);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is taken or refused by rule: not empty, no dots alone, well-formed, at most 128 bytes a part', () => {
    fc.assert(
      fc.property(anything, (part) => {
        const isRight =
          part !== '' &&
          part !== '.' &&
          part !== '..' &&
          part.isWellFormed() &&
          Buffer.byteLength(part) <= 128;
        expect(isTaken(part)).toBe(isRight);
      }),
      RUNS,
    );
  });
});

describe('an id, a symbol, an exchange, whatever it is called', () => {
  it('is taken or refused by rule: not empty, no control characters, well-formed', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const isRight = value !== '' && value.isWellFormed() && !/\p{Cc}/u.test(value);
        expect(accepts(value)).toBe(isRight);
      }),
      RUNS,
    );
  });

  it('makes a key of an order that tells what it was made of', () => {
    const ids = fc.oneof(
      fc.record({ exchange: name, symbol: name, id: name, clientOrderId: fc.constant(null) }),
      fc.record({ exchange: name, symbol: name, id: fc.constant(null), clientOrderId: name }),
    );
    fc.assert(
      fc.property(ids, (order) => expect(namesOfKey(orderKey(order))).toEqual(order)),
      RUNS,
    );
  });

  it('makes keys of legs, balances, instruments and adjustments that are apart', () => {
    const leg = { positionSide: 'NET' } as const;
    expect(mixedUp(2, (exchange, symbol) => legKey({ exchange, symbol, ...leg }))).toBeNull();
    expect(mixedUp(3, (exchange, account, asset) => balanceKey({ exchange, account, asset }))).toBeNull();
    expect(mixedUp(2, (exchange, symbol) => instrumentKey(exchange, symbol))).toBeNull();
    expect(mixedUp(2, (exchange, id) => adjustmentKey({ exchange, id }))).toBeNull();
    expect(mixedUp(2, (symbol, interval) => marketDataKey(symbol, 'kline', interval))).toBeNull();
  });

  it('keeps its market data under a hash tag that is its own', () => {
    fc.assert(
      fc.property(name, name, (symbol, interval) => {
        const { tag = '' } =
          /^[^{}]+\{(?<tag>[^{}]+)\}[^{}]+$/.exec(marketDataKey(symbol, 'kline', interval))?.groups ?? {};
        expect(decodeURIComponent(tag)).toBe(symbol);
      }),
      RUNS,
    );
  });

  it('finds its own entries of the history index, and no others', () => {
    fc.assert(
      fc.property(name, name, name, fc.nat(), (index, other, key, at) => {
        const member = historyMember(index, at, key);
        expect(keyOfMember(index, member)).toBe(key);
        expect(isIn(historyRange(index), member)).toBe(true);
        for (const another of [other, index + other, index.slice(1)])
          expect(isIn(historyRange(another), member)).toBe(another === index);
      }),
      RUNS,
    );
  });
});

function isTaken(part: string): boolean {
  try {
    assertScopeId({ strategyId: part, userId: 'b' });
    return true;
  } catch (error) {
    if (error instanceof InvalidScopeError) return false;
    throw error;
  }
}

function accepts(value: string): boolean {
  try {
    return text(value, 'id', 512, false) === value;
  } catch (error) {
    if (error instanceof UpdateFault) return false;
    throw error;
  }
}

/** As ZRANGEBYLEX compares: by bytes. */
function isIn([from, to]: readonly [string, string], member: string): boolean {
  const [low, high, at] = [from.slice(1), to.slice(1), member].map((each) => Buffer.from(each)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  return Buffer.compare(at, low) >= 0 && Buffer.compare(at, high) < 0;
}
