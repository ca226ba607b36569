import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balanceKey } from '../../src/balances/balance-key.js';
import { instrumentKey } from '../../src/instruments/instrument.table.js';
import { marketDataKey } from '../../src/market-data/redis/market-data-key.js';
import { idsOfKey, orderKey } from '../../src/orders/order-key.js';
import { text } from '../../src/orders/field-checks.js';
import { UpdateFault } from '../../src/orders/update-fault.js';
import { adjustmentKey } from '../../src/positions/adjustment.js';
import { positionKey } from '../../src/positions/position-entry.js';
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

/** Two things that have one key though they are two, or two keys though they are one; null if there are none. */
function mixedUp<T>(things: fc.Arbitrary<T>, keyOf: (thing: T) => string): unknown {
  const isApart = fc.property(
    things,
    things,
    (one, other) => (keyOf(one) === keyOf(other)) === (JSON.stringify(one) === JSON.stringify(other)),
  );
  return fc.check(isApart, RUNS).counterexample;
}

describe('a scope, whatever its parts are called', () => {
  const scopes = fc.record({ strategyId: name, userId: name });

  it('has a name and a key of its own', () => {
    expect(mixedUp(scopes, scopeName)).toBeNull();
    expect(mixedUp(scopes, scopeStoreKey)).toBeNull();
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
    expect(mixedUp(ids, orderKey)).toBeNull();
    fc.assert(
      fc.property(ids, (order) => expect(idsOfKey(orderKey(order))).toEqual(order)),
      RUNS,
    );
  });

  it('makes keys of positions, balances, instruments, adjustments and market data that are apart', () => {
    const positionSide = fc.constantFrom('NET', 'LONG', 'SHORT' as const);
    expect(mixedUp(fc.record({ exchange: name, symbol: name, positionSide }), positionKey)).toBeNull();
    expect(mixedUp(fc.record({ exchange: name, account: name, asset: name }), balanceKey)).toBeNull();
    expect(mixedUp(fc.tuple(name, name), ([exchange, symbol]) => instrumentKey(exchange, symbol))).toBeNull();
    expect(mixedUp(fc.record({ exchange: name, id: name }), adjustmentKey)).toBeNull();
    expect(
      mixedUp(fc.tuple(name, name), ([symbol, interval]) => marketDataKey(symbol, 'kline', interval)),
    ).toBeNull();
  });

  it('finds its own entries of the history index, and no others', () => {
    fc.assert(
      fc.property(name, name, name, fc.nat(), (index, other, key, at) => {
        const member = historyMember(index, at, key);
        expect(keyOfMember(index, member)).toBe(key);
        expect(isIn(historyRange(index), member)).toBe(true);
        expect(isIn(historyRange(other), member)).toBe(other === index);
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
