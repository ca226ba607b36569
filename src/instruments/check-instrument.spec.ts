import { describe, expect, it } from '@jest/globals';
import { checkInstrument } from './check-instrument.js';
import type { InstrumentDefinition } from './instrument.js';

const SWAP = { exchange: 'okx', symbol: 'BTC-USDT-SWAP' };

describe('an instrument', () => {
  it('is linear with contract size 1 unless it says otherwise', () => {
    expect(checkInstrument(SWAP)).toEqual({
      ...SWAP,
      kind: 'linear',
      contractSize: '1',
      base: null,
      quote: null,
      settle: null,
      priceIncrement: null,
    });
  });

  it.each([
    ['spot', 'USDT'],
    ['linear', 'USDT'],
    ['inverse', 'BTC'],
  ] as const)('that is %s settles in %s unless it says otherwise', (kind, settle) => {
    const pair = { ...SWAP, kind, base: 'BTC', quote: 'USDT' };
    expect(checkInstrument(pair).settle).toBe(settle);
    expect(checkInstrument({ ...pair, settle: 'USDC' }).settle).toBe('USDC');
  });

  it('is a copy with canonical decimals that cannot be changed', () => {
    const given = { ...SWAP, contractSize: '0.0100' };
    const instrument = checkInstrument(given);
    given.symbol = 'other';
    expect(instrument).toMatchObject({ symbol: 'BTC-USDT-SWAP', contractSize: '0.01' });
    expect(Object.isFrozen(instrument)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['instrument', null],
    ['instrument', []],
    ['exchange', { symbol: 'a' }],
    ['exchange', { ...SWAP, exchange: 7 }],
    ['symbol', { ...SWAP, symbol: '' }],
    ['symbol', { ...SWAP, symbol: 'a\u001fb' }],
    ['symbol', { ...SWAP, symbol: '\ud800' }],
    ['base', { ...SWAP, base: 'x'.repeat(513) }],
    ['kind', { ...SWAP, kind: 'option' }],
    ['kind', { ...SWAP, kind: '__proto__' }],
    ['contractSize', { ...SWAP, contractSize: '0' }],
    ['contractSize', { ...SWAP, contractSize: '-1' }],
    ['contractSize', { ...SWAP, contractSize: 0.01 }],
    ['priceIncrement', { ...SWAP, priceIncrement: '1e-8' }],
    ['lot', { ...SWAP, lot: '1' }],
    ['tickSize', { ...SWAP, tickSize: '1' }],
    ['settleCurrency', { ...SWAP, settleCurrency: 'USDT' }],
  ])('with a wrong %s is refused by name: %j', (field, given) => {
    expect(() => checkInstrument(given as InstrumentDefinition)).toThrow(
      expect.objectContaining({ code: 'INVALID_INSTRUMENT', field }),
    );
  });

  it('with a field that it does not have is refused with those that it has', () => {
    expect(() => checkInstrument({ ...SWAP, settleCurrency: 'USDT' } as InstrumentDefinition)).toThrow(
      expect.objectContaining({
        field: 'settleCurrency',
        reason:
          'is not a field of an instrument; its fields are exchange, symbol, kind, contractSize, base, quote, settle, priceIncrement',
      }),
    );
  });
});
