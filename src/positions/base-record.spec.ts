import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toFixedPoint } from '../decimal/fixed-point.js';
import { flatState } from '../ledger/leg-state.js';
import { legStates, settledPlaces } from '../../test/support/ledger-arbitraries.js';
import { decodeBase, encodeBase } from './base-record.js';
import type { BaseRecord } from './base-record.js';

const time = fc.option(fc.nat(), { nil: null });

const bases: fc.Arbitrary<BaseRecord> = fc.record({
  state: legStates,
  last: fc.option(settledPlaces, { nil: null }),
  hasMoved: fc.boolean(),
  epoch: fc.nat(),
  adoptedAt: time,
  forgottenUpTo: fc.option(settledPlaces, { nil: null }),
  isRestored: fc.boolean(),
  first: fc.nat(),
  count: fc.nat(),
  head: fc.string(),
});

describe('what is stored of the settled beginning of a leg', () => {
  it('is read as it was, to the last digit', () => {
    fc.assert(fc.property(bases, (each) => expect(decodeBase(encodeBase(each))).toEqual(each)));
  });

  it('keeps every digit as text, not as numbers', () => {
    const state = {
      ...flatState('linear', 10n ** 16n),
      quantity: -1n,
      cost: 1n,
      realizedPnl: -1n,
      fees: [{ currency: '__proto__', amount: 1n }],
    };
    const base = {
      state,
      last: null,
      hasMoved: true,
      epoch: 0,
      adoptedAt: null,
      forgottenUpTo: null,
      isRestored: false,
      first: 1,
      count: 0,
      head: '',
    };
    expect(JSON.parse(encodeBase(base))).toMatchObject({
      state: {
        contractSize: '0.01',
        quantity: '-0.000000000000000001',
        cost: `0.${'1'.padStart(36, '0')}`,
        realizedPnl: `-0.${'1'.padStart(54, '0')}`,
        fees: [['__proto__', '0.000000000000000001']],
      },
    });
  });

  it('keeps the costs of inverse contracts with all the digits that those have', () => {
    const state = { ...flatState('inverse', toFixedPoint('1')), cost: 1n };
    const base = {
      state,
      last: null,
      hasMoved: true,
      epoch: 0,
      adoptedAt: null,
      forgottenUpTo: null,
      isRestored: false,
      first: 1,
      count: 0,
      head: '',
    };
    expect(JSON.parse(encodeBase(base))).toMatchObject({ state: { cost: `0.${'1'.padStart(72, '0')}` } });
  });
});
