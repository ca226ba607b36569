import { frozenAmounts } from '../decimal/amounts.js';
import { fromFixedPoint, magnitude, powerOfTen, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { Instrument } from '../instruments/instrument.js';
import { settlesIn } from '../instruments/settle-currency.js';
import { costAt, moneyOf, priceFor, profitOf } from '../ledger/contract-cost.js';
import { deficitOf, heldQuantity } from '../ledger/leg-quantity.js';
import { stateOf } from '../ledger/ledger.js';
import type { Figures } from '../ledger/ledger.js';
import type { LegState } from '../ledger/leg-state.js';
import { UnitState } from '../ledger/unit-state.js';
import type { Leg } from '../ledger/leg.js';
import type { Position } from './position.js';
import type { PositionTexts } from './position-texts.js';
import { withTexts } from './position-texts.js';
import { realizedReturn } from './realized-return.js';
import { heldUnits, unitView, unrealizedOf } from './unit-texts.js';

/** A price that a position is valued at. */
export interface Mark {
  /** A canonical decimal. */
  readonly price: string;
  readonly ageMs: number;
}

/** A position as it was shown, and what of. Changed in place: each fill makes another. */
export interface ShownPosition {
  figures: Figures;
  instrument: Instrument | null;
  position: Position;
}

/**
 * What callers see of a position: the entry and the profits are computed here, when they are read.
 *
 * @param figures what the leg is after some entry of its ledger.
 * @param before what was shown of the leg before, if anything: what did not change since is taken from it.
 */
export function positionView(
  leg: Leg,
  figures: Figures,
  instrument: Instrument | null,
  mark: Mark | null,
  before: ShownPosition | null = null,
): Position {
  if (figures instanceof UnitState) {
    const held = heldUnits(figures, leg.positionSide);
    const unrealizedPnl = unrealizedOf(figures, held, mark);
    if (unrealizedPnl !== undefined)
      return unitView(leg, figures, held, unrealizedPnl, instrument, mark, before);
  }
  const state = stateOf(figures);
  return withTexts(leg, figures, mark, before, stateTexts(leg, state, instrument, mark, before));
}

function stateTexts(
  { symbol, positionSide }: Leg,
  state: LegState,
  instrument: Instrument | null,
  mark: Mark | null,
  before: ShownPosition | null,
): PositionTexts {
  const leg = { positionSide, quantity: state.quantity };
  const held = heldQuantity(leg);
  const known =
    before === null || before.figures instanceof UnitState || before.figures.kind !== state.kind
      ? null
      : { state: before.figures, position: before.position };
  const close = known !== null && isClosedAlike(known.state, state) ? known.position : null;
  return {
    signedAmount: fromFixedPoint(held),
    entryPrice: held === 0n ? '0' : averagePrice(state, held, state.cost),
    deficit: fromFixedPoint(deficitOf(leg)),
    peakAmount:
      known !== null && known.state.peak === state.peak
        ? known.position.peakAmount
        : fromFixedPoint(state.peak),
    averageClosePrice: close === null ? averageClosePrice(state) : close.averageClosePrice,
    realizedReturn: close === null ? realizedReturn(state) : close.realizedReturn,
    realizedPnl:
      known !== null && known.state.realizedPnl === state.realizedPnl
        ? known.position.realizedPnl
        : fromFixedPoint(state.realizedPnl, 3 * SCALE),
    netRealizedPnl: fromFixedPoint(netRealizedPnl(symbol, state, instrument), 3 * SCALE),
    fees: frozenAmounts(state.fees),
    unrealizedPnl: unrealizedPnl(state, held, mark),
  };
}

function isClosedAlike(before: LegState, state: LegState): boolean {
  return (
    before.closedQuantity === state.closedQuantity &&
    before.closedEntryCost === state.closedEntryCost &&
    before.closedExitCost === state.closedExitCost
  );
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

function averageClosePrice(state: LegState): string | null {
  return state.closedQuantity === 0n ? null : averagePrice(state, state.closedQuantity, state.closedExitCost);
}

function netRealizedPnl(
  symbol: string,
  { realizedPnl, fees }: LegState,
  instrument: Instrument | null,
): bigint {
  const settle = instrument?.settle ?? null;
  let net = realizedPnl;
  for (const { currency, amount } of fees)
    if (settlesIn(symbol, settle, currency)) net -= amount * powerOfTen(2 * SCALE);
  return net;
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
