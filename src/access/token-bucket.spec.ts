import { expect, it } from '@jest/globals';
import { TokenBucket } from './token-bucket.js';

it('gives as many tokens as a second has, then one each time that one has grown', () => {
  const bucket = new TokenBucket(4, 0);
  expect([0, 0, 0, 0, 0, 100, 250, 250].map((now) => bucket.take(now))).toEqual([
    0, 0, 0, 0, 250, 150, 0, 250,
  ]);
});

it('keeps no more than those of a second, however long the pause', () => {
  const bucket = new TokenBucket(2, 0);
  expect([9e9, 9e9, 9e9].map((now) => bucket.take(now))).toEqual([0, 0, 500]);
});
