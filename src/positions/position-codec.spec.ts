import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Amounts } from '../decimal/amounts.js';
import { decodePosition, encodePosition } from './position-codec.js';
import { flatPosition } from './position-record.js';
import type { PositionRecord } from './position-record.js';

const amount = fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n });
const time = fc.option(fc.nat(), { nil: null });
const name = fc.string({ minLength: 1, maxLength: 9 });
const fees: fc.Arbitrary<Amounts> = fc.array(fc.record({ currency: name, amount }), { maxLength: 3 });
const place = {
  exchange: name,
  symbol: name,
  positionSide: fc.constantFrom('NET' as const, 'LONG' as const, 'SHORT' as const),
};

const positions: fc.Arbitrary<PositionRecord> = fc.record({
  ...place,
  kind: fc.constantFrom('spot', 'linear', 'inverse'),
  contractSize: amount,
  quantity: amount,
  cost: amount,
  realizedPnl: amount,
  fees,
  carried: amount,
  paidFromHolding: amount,
  adjusted: amount,
  adjustments: fees,
  peak: amount,
  closedQuantity: amount,
  closedEntryCost: amount,
  closedExitCost: amount,
  openedAt: time,
  closedAt: time,
  updatedAt: time,
  reconciledAt: time,
});

describe('what is stored of a position', () => {
  it('is read as it was, to the last digit', () => {
    fc.assert(fc.property(positions, (each) => expect(decodePosition(encodePosition(each))).toEqual(each)));
  });

  it('keeps every digit as text, not as numbers', () => {
    const exact: PositionRecord = {
      ...flatPosition({ exchange: 'okx', symbol: 'BTC-USDT-SWAP', positionSide: 'NET' }, 10n ** 16n), quantity: -1n, cost: 1n,
      realizedPnl: -1n, fees: [{ currency: '__proto__', amount: 1n }], carried: 0n, openedAt: 1, closedAt: null, updatedAt: 2,
    }; // prettier-ignore
    expect(JSON.parse(encodePosition(exact))).toMatchObject({
      contractSize: '0.01',
      quantity: '-0.000000000000000001',
      cost: `0.${'1'.padStart(36, '0')}`,
      realizedPnl: `-0.${'1'.padStart(54, '0')}`,
      fees: [['__proto__', '0.000000000000000001']],
      carried: '0',
    });
  });
});
