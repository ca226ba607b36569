import { describe, expect, it } from '@jest/globals';
import { endState, firstDifference, textOf } from './end-state.js';
import type { ScopeState } from './replay-target.js';

const ORDER = { exchange: 'okx', symbol: 'AAA', id: '7', clientOrderId: 'mine', filled: '1', average: null };
const POSITION = {
  exchange: 'okx',
  symbol: 'AAA',
  positionSide: 'NET',
  realizedPnl: '0',
  fees: { USDT: '1', BNB: '2' },
};
const FILL = { ...POSITION, quantity: '1', after: { signedAmount: '1' } };
const NOTHING: ScopeState = { orders: [], positions: [], fills: [] };

/** How two states differ, in words; null if they do not. */
function difference(some: Partial<ScopeState>, inOrder: Partial<ScopeState>): string | null {
  const [one, other] = [endState({ ...NOTHING, ...some }), endState({ ...NOTHING, ...inOrder })];
  const found = firstDifference(one, other);
  expect(textOf(one) === textOf(other)).toBe(found === null);
  return found;
}

describe('two end states differ in', () => {
  it('a field of an order', () => {
    expect(difference({ orders: [{ ...ORDER, filled: '2' }] }, { orders: [ORDER] })).toBe(
      'order okx AAA 7 filled is "2", in order it is "1"',
    );
    expect(difference({ orders: [{ ...ORDER, average: '3' }] }, { orders: [ORDER] })).toContain('average');
  });

  it('an order that one of them lacks', () => {
    expect(difference({}, { orders: [ORDER] })).toContain('order okx AAA 7 exchange is missing');
    expect(difference({ orders: [ORDER] }, {})).toContain('in order it is missing');
  });

  it('one of several orders of one name', () => {
    const byClientId = { ...ORDER, id: null };
    const twice = [byClientId, { ...byClientId, filled: '2' }];
    expect(difference({ orders: twice.toReversed() }, { orders: twice })).toBeNull();
    expect(difference({ orders: twice }, { orders: [byClientId, byClientId] })).toContain('filled');
  });

  it('a fee of a position', () => {
    const positions = [{ ...POSITION, fees: { USDT: '1', BNB: '3' } }];
    expect(difference({ positions }, { positions: [POSITION] })).toBe(
      'position okx AAA NET fees BNB is "3", in order it is "2"',
    );
  });

  it('the place of a fill in its ledger, and the position after it', () => {
    const other = { ...FILL, quantity: '2' };
    expect(difference({ fills: [other, FILL] }, { fills: [FILL, other] })).toContain(
      'fill okx AAA NET 1 quantity',
    );
    const after = { signedAmount: '2' };
    expect(difference({ fills: [{ ...FILL, after }] }, { fills: [FILL] })).toContain('after signedAmount');
    expect(difference({ fills: [FILL, FILL] }, { fills: [FILL] })).toContain('fill okx AAA NET 2');
  });
});

describe('two end states are the same whatever is', () => {
  it('the order of records and of currencies', () => {
    const second = { ...ORDER, id: '8' };
    expect(difference({ orders: [second, ORDER] }, { orders: [ORDER, second] })).toBeNull();
    const fees = { BNB: '2', USDT: '1' };
    expect(difference({ positions: [{ ...POSITION, fees }] }, { positions: [POSITION] })).toBeNull();
  });

  it.each(['updatedAt', 'markPrice', 'markAgeMs', 'unrealizedPnl'])('%s of a position', (field) => {
    expect(
      difference({ positions: [{ ...POSITION, [field]: 1 }] }, { positions: [{ ...POSITION, [field]: 2 }] }),
    ).toBeNull();
  });

  it('settled of the fills', () => {
    const fills = [{ ...FILL, settled: true }];
    expect(difference({ fills }, { fills: [{ ...FILL, settled: false }] })).toBeNull();
  });
});
