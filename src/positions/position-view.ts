import { amountsToObject } from '../decimal/amounts.js';
import {
  divideHalfEven,
  fromFixedPoint,
  magnitude,
  powerOfTen,
  SCALE,
  toFixedPoint,
} from '../decimal/fixed-point.js';
import type { Instrument } from '../instruments/instrument.js';
import { settlesIn } from '../instruments/settle-currency.js';
import { costAt, moneyOf, priceFor, profitOf } from '../ledger/contract-cost.js';
import { deficitOf, heldQuantity } from '../ledger/leg-quantity.js';
import type { LegState } from '../ledger/leg-state.js';
import type { Leg } from '../ledger/leg.js';
import type { Position } from './position.js';

/** A price that a position is valued at. */
export interface Mark {
  /** A canonical decimal. */
  readonly price: string;
  readonly ageMs: number;
}

/**
 * What callers see of a position: the entry and the profits are computed here, when they are read.
 *
 * @param state what the leg is after some entry of its ledger.
 */
export function positionView(
  { exchange, symbol, positionSide }: Leg,
  state: LegState,
  instrument: Instrument | null,
  mark: Mark | null,
): Position {
  const leg = { positionSide, quantity: state.quantity };
  const held = heldQuantity(leg);
  const isOpen = held !== 0n;
  return Object.freeze({
    exchange,
    symbol,
    positionSide,
    side: held > 0n ? 'LONG' : held < 0n ? 'SHORT' : 'FLAT',
    signedAmount: fromFixedPoint(held),
    entryPrice: isOpen ? averagePrice(state, held, state.cost) : '0',
    deficit: fromFixedPoint(deficitOf(leg)),
    peakAmount: fromFixedPoint(state.peak),
    averageClosePrice:
      state.closedQuantity === 0n ? null : averagePrice(state, state.closedQuantity, state.closedExitCost),
    realizedReturn: realizedReturn(state),
    realizedPnl: fromFixedPoint(state.realizedPnl, 3 * SCALE),
    netRealizedPnl: fromFixedPoint(netRealizedPnl(symbol, state, instrument), 3 * SCALE),
    fees: Object.freeze(amountsToObject(state.fees)),
    adjustments: Object.freeze(amountsToObject(state.adjustments)),
    unrealizedPnl: unrealizedPnl(state, held, mark),
    markPrice: mark?.price ?? null,
    markAgeMs: mark?.ageMs ?? null,
    openedAt: isOpen ? state.openedAt : null,
    // A leg that owes something went flat when it began to.
    closedAt: isOpen || state.quantity === 0n ? state.closedAt : state.openedAt,
    updatedAt: state.updatedAt,
  });
}

/** The average entry of what is held, as a decimal; `"0"` when flat. */
export function entryPriceOf(
  state: Pick<LegState, 'kind' | 'quantity' | 'cost'>,
  positionSide: Leg['positionSide'],
): string {
  const held = heldQuantity({ positionSide, quantity: state.quantity });
  return held === 0n ? '0' : averagePrice(state, held, state.cost);
}

function averagePrice({ kind }: Pick<LegState, 'kind'>, quantity: bigint, cost: bigint): string {
  return fromFixedPoint(priceFor(kind, magnitude(quantity), cost));
}

/** The profit of what was closed since the position was opened last, as a part of what it had been entered at. */
function realizedReturn({ kind, closedQuantity, closedEntryCost, closedExitCost }: LegState): string | null {
  if (closedEntryCost === 0n) return null;
  const profit = profitOf(kind, closedEntryCost, closedExitCost);
  return fromFixedPoint(
    divideHalfEven((closedQuantity > 0n ? profit : -profit) * powerOfTen(SCALE), closedEntryCost),
  );
}

function netRealizedPnl(
  symbol: string,
  { realizedPnl, fees }: LegState,
  instrument: Instrument | null,
): bigint {
  const settle = instrument?.settle ?? null;
  return fees
    .filter(({ currency }) => settlesIn(symbol, settle, currency))
    .reduce((net, { amount }) => net - amount * powerOfTen(2 * SCALE), realizedPnl);
}

function unrealizedPnl(
  { kind, cost, contractSize }: LegState,
  held: bigint,
  mark: Mark | null,
): string | null {
  if (held === 0n) return '0';
  if (mark === null) return null;
  const price = toFixedPoint(mark.price);
  if (kind === 'inverse' && price === 0n) return null;
  const profit = profitOf(kind, cost, costAt(kind, magnitude(held), price));
  return fromFixedPoint(moneyOf(kind, held > 0n ? profit : -profit, contractSize), 3 * SCALE);
}
