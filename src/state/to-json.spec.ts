import { describe, expect, it } from '@jest/globals';
import { toJson } from './to-json.js';

describe('a value as JSON', () => {
  it.each([null, 'null', [null], { nothing: null }, 1e308, 0])('is %j', (value) => {
    expect(JSON.parse(toJson(value, Error))).toEqual(value);
  });

  it.each([
    ['NaN', Number.NaN],
    ['an infinite number', JSON.parse('1e400')],
    ['one in a list', [1, -Infinity]],
    ['one in an object', { a: { b: [Number.NaN] } }],
    ['one that toJSON makes', { toJSON: () => Number.NaN }],
  ])('cannot be %s', (_, value) => {
    expect(() => toJson(value, Error)).toThrow('must not hold NaN or an infinite number');
  });
});
