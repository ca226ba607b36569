import { setFlagsFromString } from 'node:v8';
import { expect, it } from '@jest/globals';
import { makeTextsFast } from './fast-texts.js';

it('methods of texts are fast again after a class was made that extends String', () => {
  setFlagsFromString('--allow-natives-syntax');
  // In the realm of this test: it has a String of its own.
  // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval, no-new-func -- the engine tells it in no other way
  const isFast = new Function('return %HasFastProperties(String.prototype)') as () => boolean;
  class Slow extends String {}
  expect(Slow.name).toBe('Slow');
  expect(isFast()).toBe(false);
  makeTextsFast();
  expect(isFast()).toBe(true);
});
