import { frozenAmounts } from '../decimal/amounts.js';
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
import { stateOf } from '../ledger/ledger.js';
import type { Figures } from '../ledger/ledger.js';
import type { LegState } from '../ledger/leg-state.js';
import { UnitState } from '../ledger/unit-state.js';
import type { Leg } from '../ledger/leg.js';
import type { Position } from './position.js';
import { unitTexts } from './unit-texts.js';

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

/** What of a position follows from its figures, as text. */
export type PositionTexts = Pick<
  Position,
  | 'signedAmount'
  | 'entryPrice'
  | 'deficit'
  | 'peakAmount'
  | 'averageClosePrice'
  | 'realizedReturn'
  | 'realizedPnl'
  | 'netRealizedPnl'
  | 'fees'
  | 'unrealizedPnl'
>;

/**
 * What callers see of a position: the entry and the profits are computed here, when they are read.
 *
 * @param figures what the leg is after some entry of its ledger.
 * @param before what was shown of the leg before, if anything: what did not change since is taken from it.
 */
export function positionView(
  { exchange, symbol, positionSide }: Leg,
  figures: Figures,
  instrument: Instrument | null,
  mark: Mark | null,
  before: ShownPosition | null = null,
): Position {
  const { adjustments, openedAt, closedAt, updatedAt } = figures;
  const sign = signOf(figures);
  // What a leg owes is not held.
  const isOpen = sign > 0 ? positionSide !== 'SHORT' : sign < 0 && positionSide !== 'LONG';
  const texts = textsOf(symbol, positionSide, figures, instrument, mark, before);
  return Object.freeze({
    exchange,
    symbol,
    positionSide,
    side: !isOpen ? 'FLAT' : sign > 0 ? 'LONG' : 'SHORT',
    signedAmount: texts.signedAmount,
    entryPrice: texts.entryPrice,
    deficit: texts.deficit,
    peakAmount: texts.peakAmount,
    averageClosePrice: texts.averageClosePrice,
    realizedReturn: texts.realizedReturn,
    realizedPnl: texts.realizedPnl,
    netRealizedPnl: texts.netRealizedPnl,
    fees: texts.fees,
    adjustments:
      before?.figures.adjustments === adjustments ? before.position.adjustments : frozenAmounts(adjustments),
    unrealizedPnl: texts.unrealizedPnl,
    markPrice: mark === null ? null : mark.price,
    markAgeMs: mark === null ? null : mark.ageMs,
    openedAt: isOpen ? openedAt : null,
    // A leg that owes something went flat when it began to.
    closedAt: isOpen || sign === 0 ? closedAt : openedAt,
    updatedAt,
  });
}

function textsOf(
  symbol: string,
  positionSide: Leg['positionSide'],
  figures: Figures,
  instrument: Instrument | null,
  mark: Mark | null,
  before: ShownPosition | null,
): PositionTexts {
  if (figures instanceof UnitState) {
    const texts = unitTexts(symbol, positionSide, figures, instrument, mark, before);
    if (texts !== null) return texts;
  }
  return stateTexts(symbol, positionSide, stateOf(figures), instrument, mark, before);
}
function signOf(figures: Figures): number {
  if (figures instanceof UnitState) return figures.quantity;
  return figures.quantity > 0n ? 1 : figures.quantity < 0n ? -1 : 0;
}

function stateTexts(
  symbol: string,
  positionSide: Leg['positionSide'],
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
