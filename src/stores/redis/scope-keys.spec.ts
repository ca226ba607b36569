import { describe, expect, it } from '@jest/globals';
import { hashSlot } from '../../../test/support/hash-slot.js';
import { scopeStoreKey } from '../scope-id.js';
import type { ScopeId } from '../scope-id.js';
import { assertKeyPrefix, ScopeKeys } from './scope-keys.js';

it('the type of each key that a commit may touch is known', () => {
  const keys = new ScopeKeys('YQ.Yg');
  expect([...keys.types().keys()].toSorted()).toEqual(keys.forCommit().toSorted());
});

it('a prefix with braces, which would move the hash tag, is refused', () => {
  for (const prefix of ['{', '}', 'desk{1}:'])
    expect(() => assertKeyPrefix(prefix)).toThrow(expect.objectContaining({ code: 'INVALID_KEY_PREFIX' }));
  expect(() => assertKeyPrefix('desk:')).not.toThrow();
});

describe('the slots of scopes in a Cluster', () => {
  const COUNT = 1_600;
  /** Slots are dealt out to masters in ranges. */
  const RANGES = 16;
  const SLOTS_A_RANGE = 16_384 / RANGES;
  /** By chance a range gets 100 of 1,600, give or take ten: these are five times as far away. */
  const [FEWEST, MOST] = [50, 150];

  it('are computed as Redis does', () => {
    // The check value of the specification, and what CLUSTER KEYSLOT answers.
    expect(hashSlot('123456789')).toBe(0x31c3);
    expect(hashSlot('foo')).toBe(12_182);
    expect(hashSlot('trading-cache:{foo}:meta')).toBe(12_182);
  });

  it('are one for all keys of a scope', () => {
    const keys = keysOf({ strategyId: 'grid', userId: 'alice' });
    const all = [...keys.forCommit(), ...keys.types().keys()];
    expect(new Set(all.map(hashSlot)).size).toBe(1);
  });

  it.each<[string, (number: number) => ScopeId]>([
    ['strategies of one user', (number) => ({ strategyId: `strategy-${number}`, userId: 'alice' })],
    ['users of one strategy', (number) => ({ strategyId: 'grid', userId: `user-${number}` })],
    ['numbers', (number) => ({ strategyId: String(number % 40), userId: String(Math.floor(number / 40)) })],
  ])('are spread evenly over a Cluster: %s', (_, scopeOf) => {
    const ranges = Array.from({ length: RANGES }, () => 0);
    const slots = Array.from({ length: COUNT }, (_each, number) => hashSlot(keysOf(scopeOf(number)).meta));
    for (const slot of slots) ranges[Math.floor(slot / SLOTS_A_RANGE)]! += 1;
    expect(Math.min(...ranges)).toBeGreaterThanOrEqual(FEWEST);
    expect(Math.max(...ranges)).toBeLessThanOrEqual(MOST);
  });
});

function keysOf(scope: ScopeId): ScopeKeys {
  return new ScopeKeys(scopeStoreKey(scope));
}
