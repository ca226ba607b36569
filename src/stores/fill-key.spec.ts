import { describe, expect, it } from '@jest/globals';
import { fillKey, parseFillKey } from './fill-key.js';

describe('the key of a fill', () => {
  it.each(['binance:BTCUSDT', '', '\u001f', 'a\u001f1', 'a\u001f1\u001f'])(
    'of leg %j tells leg and number',
    (leg) => {
      for (const number of [1, 10, Number.MAX_SAFE_INTEGER])
        expect(parseFillKey(fillKey(leg, number))).toEqual({ leg, number });
    },
  );

  it.each([
    '',
    'leg',
    'leg\u001f',
    'leg\u001f0',
    'leg\u001f01',
    'leg\u001f-1',
    'leg\u001f1.5',
    'leg\u001f9007199254740992',
  ])('is not %j', (key) => {
    expect(parseFillKey(key)).toBeNull();
  });
});
