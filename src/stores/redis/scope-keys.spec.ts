import { expect, it } from '@jest/globals';
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
