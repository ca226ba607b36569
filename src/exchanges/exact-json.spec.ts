import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExactJson } from './exact-json.js';

describe('parseExactJson', () => {
  it.each([
    ['12345678901234567890', '12345678901234567890'],
    [
      '{"i":9007199254740993,"q":0.10000000000000000001}',
      { i: '9007199254740993', q: '0.10000000000000000001' },
    ],
    ['[1e-8, -0.50, 0, -1E+2]', ['1e-8', '-0.50', '0', '-1E+2']],
    ['{"t":"id 12, \\"13\\" \\\\","u":[true,false,null]}', { t: 'id 12, "13" \\', u: [true, false, null] }],
    ['"7"', '7'],
    [' { } ', {}],
  ])('%s', (text, expected) => {
    expect(parseExactJson(text)).toEqual(expected);
  });

  it.each(['', '{', 'pong', '{1:2}', '01', '1.', '.5', '+1', '1e', '-', '[1,]', 'NaN', '"a', '{"a":1}{'])(
    'is undefined for %j, which is not JSON',
    (text) => {
      expect(parseExactJson(text)).toBeUndefined();
    },
  );

  it('takes __proto__ for a name like any other', () => {
    const read = parseExactJson('{"__proto__":{"x":1}}') as object;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.entries(read)).toEqual([['__proto__', { x: '1' }]]);
  });

  it('differs from JSON.parse in numbers only', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(isSame(parseExactJson(text), JSON.parse(text))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Whether an exact reading is the plain one, with text of the same number wherever that has a number. */
function isSame(exact: unknown, plain: unknown): boolean {
  if (typeof plain === 'number') return typeof exact === 'string' && Number(exact) === plain;
  if (typeof plain !== 'object' || plain === null) return exact === plain;
  if (typeof exact !== 'object' || exact === null || Array.isArray(exact) !== Array.isArray(plain))
    return false;
  const [exactEntries, plainEntries] = [Object.entries(exact), Object.entries(plain)] as const;
  return (
    exactEntries.length === plainEntries.length &&
    plainEntries.every(([name, value], at) => {
      const [exactName, exactValue] = exactEntries[at] ?? [];
      return exactName === name && isSame(exactValue, value);
    })
  );
}
