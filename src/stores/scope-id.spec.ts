import { describe, expect, it } from '@jest/globals';
import { assertScopeId, scopeName, scopeStoreKey } from './scope-id.js';
import { InvalidScopeError } from './store.errors.js';

const APART = [
  [
    { strategyId: 'a', userId: 'b:c' },
    { strategyId: 'a:b', userId: 'c' },
  ],
  [
    { strategyId: 'a', userId: 'b/c' },
    { strategyId: 'a/b', userId: 'c' },
  ],
  [
    { strategyId: 'a', userId: 'b.c' },
    { strategyId: 'a.b', userId: 'c' },
  ],
  [
    { strategyId: 'a', userId: 'b' },
    { strategyId: 'b', userId: 'a' },
  ],
  [
    { strategyId: 'a%2F', userId: 'b' },
    { strategyId: 'a/', userId: 'b' },
  ],
] as const;

describe('a scope', () => {
  it.each(APART)('%j and %j have two names and two keys', (left, right) => {
    expect(scopeName(left)).not.toBe(scopeName(right));
    expect(scopeStoreKey(left)).not.toBe(scopeStoreKey(right));
  });

  it.each(['a', ' ', '...', '__proto__', '{x}', 'ü'.repeat(64), 'x'.repeat(128)])(
    'may be called %j',
    (part) => {
      expect(() => assertScopeId({ strategyId: part, userId: part })).not.toThrow();
      expect(scopeStoreKey({ strategyId: part, userId: part })).toMatch(/^[\w-]+\.[\w-]+$/);
    },
  );

  it.each([
    ['', 'must be a non-empty string'],
    ['.', 'must not be "."'],
    ['..', 'must not be ".."'],
    ['\uD800', 'must be well-formed'],
    ['x'.repeat(129), 'must be at most 128 bytes'],
    [`${'ü'.repeat(64)}x`, 'must be at most 128 bytes'],
    [7 as unknown as string, 'must be a non-empty string'],
  ])('may not be called %j', (part, reason) => {
    for (const [field, scope] of [
      ['strategyId', { strategyId: part, userId: 'b' }],
      ['userId', { strategyId: 'a', userId: part }],
    ] as const) {
      expect(() => assertScopeId(scope)).toThrow(InvalidScopeError);
      expect(() => assertScopeId(scope)).toThrow(`Scope part ${field} ${reason}`);
    }
  });

  it('is written with both parts percent-encoded', () => {
    expect(scopeName({ strategyId: 'a/b', userId: 'c:d' })).toBe('a%2Fb/c%3Ad');
  });
});
