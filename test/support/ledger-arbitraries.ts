import fc from 'fast-check';
import type { Amounts } from '../../src/decimal/amounts.js';
import type { LegState } from '../../src/ledger/leg-state.js';
import type { SettledPlace } from '../../src/ledger/settled-place.js';

/** Fixed-point integers with more digits than anything that is counted. */
export const amount = fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n });
const time = fc.option(fc.nat(), { nil: null });
const name = fc.string({ minLength: 1, maxLength: 9 });

export const amounts: fc.Arbitrary<Amounts> = fc.array(fc.record({ currency: name, amount }), {
  maxLength: 3,
});

export const kinds = fc.constantFrom('spot' as const, 'linear' as const, 'inverse' as const);

/** What a leg may be after some entry. */
export const legStates: fc.Arbitrary<LegState> = fc.record({
  kind: kinds,
  contractSize: amount,
  quantity: amount,
  cost: amount,
  realizedPnl: amount,
  fees: amounts,
  adjustments: amounts,
  peak: amount,
  closedQuantity: amount,
  closedEntryCost: amount,
  closedExitCost: amount,
  openedAt: time,
  closedAt: time,
  updatedAt: time,
});

const orNull = fc.option(name, { nil: null });

export const settledPlaces: fc.Arbitrary<SettledPlace> = fc.record({
  at: fc.integer(),
  kind: fc.constantFrom('fill' as const, 'adjustment' as const, 'adoption' as const),
  id: orNull,
  order: orNull,
  end: orNull,
});
