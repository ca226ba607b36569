import { expect, it } from '@jest/globals';
import { ScopeKeys } from './scope-keys.js';

it('the type of each key that a commit may touch is known', () => {
  const keys = new ScopeKeys('YQ.Yg');
  expect([...keys.types().keys()].toSorted()).toEqual(keys.forCommit().toSorted());
});
