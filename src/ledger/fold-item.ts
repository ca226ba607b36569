import { addAmount, addAmounts, amountOf } from '../decimal/amounts.js';
import { divideHalfEven, magnitude } from '../decimal/fixed-point.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import type { ContractTerms } from '../instruments/instrument.table.js';
import type { OrderSide } from '../orders/order.js';
import { costAt, moneyOf, priceFor, profitOf } from './contract-cost.js';
import { foldFill, payFromHolding } from './fold.js';
import type { LegState } from './leg-state.js';
import type { AdjustmentItem, AdoptionItem, CorrectionItem, FillOwner, LedgerItem } from './ledger-item.js';
import { isFill } from './ledger-item.js';
import { millisecondsOf } from './message-time.js';
import { costOfFill, feesOfFill } from './order-fill.js';
import type { OrderFill } from './order-fill.js';

/**
 * A leg after one more item of its ledger.
 *
 * @param terms of the market at the item's time; a leg that is flat takes them.
 */
export function foldItem(
  before: LegState,
  item: LedgerItem,
  owner: FillOwner | null,
  terms: ContractTerms,
): LegState {
  const state = onTerms(before, terms);
  if (isFill(item)) return foldOrderFill(state, item, (owner as FillOwner).record.side, terms);
  return item.kind === 'adjustment' ? foldAdjustment(state, item) : foldAdoption(state, item);
}

/** A leg after a correction of what was settled: the difference counts as a fill at what it costs. */
export function foldCorrection(before: LegState, item: CorrectionItem, terms: ContractTerms): LegState {
  const state = withDifference(onTerms(before, terms), item);
  const fee = terms.feesFrom === null ? 0n : amountOf(item.fees, terms.feesFrom);
  if (fee === 0n) return state;
  const [size, paid] = [magnitude(item.quantity), magnitude(item.cost)];
  return payFromHolding(state, fee, priceFor(state.kind, size, paid), millisecondsOf(item.at));
}

function withDifference(state: LegState, item: CorrectionItem): LegState {
  const at = millisecondsOf(item.at);
  const side = item.quantity < 0n ? 'SELL' : 'BUY';
  const cost = item.quantity < 0n ? -item.cost : item.cost;
  if (item.quantity === 0n)
    return { ...correctCost(state, item.cost), fees: addAmounts(state.fees, item.fees) };
  const counted = cost > 0n ? cost : 0n;
  const folded = foldFill(
    state,
    { side, quantity: magnitude(item.quantity), cost: counted, fees: item.fees },
    at,
  );
  return counted === cost ? folded : correctCost(folded, item.quantity < 0n ? -cost : cost);
}

function foldOrderFill(state: LegState, fill: OrderFill, side: OrderSide, terms: ContractTerms): LegState {
  const quantity = toFixedPoint(fill.quantity);
  const cost = costOfFill(fill, state.kind);
  const fees = feesOfFill(fill);
  const at = millisecondsOf(fill.at);
  const folded = foldFill(state, { side, quantity, cost, fees }, at);
  const fee = terms.feesFrom === null || fees.length === 0 ? 0n : amountOf(fees, terms.feesFrom);
  return fee === 0n ? folded : payFromHolding(folded, fee, priceFor(state.kind, quantity, cost), at);
}

function foldAdjustment(state: LegState, item: AdjustmentItem): LegState {
  const { quantity, price, amount, currency } = item;
  const at = millisecondsOf(item.at);
  const size = magnitude(quantity);
  const moved =
    quantity === 0n
      ? state
      : foldFill(
          state,
          {
            side: quantity > 0n ? 'BUY' : 'SELL',
            quantity: size,
            cost: costOf(state, size, price),
            fees: [],
          },
          at,
        );
  return {
    ...moved,
    adjustments: currency === null ? moved.adjustments : addAmount(moved.adjustments, currency, amount),
    updatedAt: at > (moved.updatedAt ?? 0) ? at : moved.updatedAt,
  };
}

function costOf(state: LegState, size: bigint, price: bigint | null): bigint {
  if (price !== null) return costAt(state.kind, size, price);
  return state.quantity === 0n ? 0n : divideHalfEven(state.cost * size, magnitude(state.quantity));
}

/** A leg made what the exchange said it was. Nothing is realized by it. */
function foldAdoption(state: LegState, { quantity, entryPrice, at: time }: AdoptionItem): LegState {
  const at = millisecondsOf(time);
  const isOpen = quantity !== 0n;
  const isSameSide = state.quantity > 0n === quantity > 0n && state.quantity !== 0n;
  const opensAnew = isOpen && !isSameSide;
  const size = magnitude(quantity);
  const cost = !isOpen ? 0n : costOf(state, size, entryPrice);
  return {
    ...state,
    quantity,
    cost,
    openedAt: !isOpen ? null : isSameSide ? state.openedAt : at,
    closedAt: isOpen ? null : (state.closedAt ?? at),
    updatedAt: at > (state.updatedAt ?? 0) ? at : state.updatedAt,
    peak: opensAnew || size > state.peak ? size : state.peak,
    closedQuantity: opensAnew ? 0n : state.closedQuantity,
    closedEntryCost: opensAnew ? 0n : state.closedEntryCost,
    closedExitCost: opensAnew ? 0n : state.closedExitCost,
  };
}

/**
 * A leg of which something that was counted turns out to have cost more. Where the leg is open on that side, the difference goes into its cost; else
 * what it was part of is closed, and the difference is realized.
 *
 * @param difference signed: positive where more was paid, negative where more was received.
 */
function correctCost(state: LegState, difference: bigint): LegState {
  if (difference === 0n) return state;
  const isLong = state.quantity > 0n;
  const cost = state.cost + (isLong ? difference : -difference);
  if (state.quantity !== 0n && cost > 0n) return { ...state, cost };
  const profit = profitOf(state.kind, difference, 0n);
  return { ...state, realizedPnl: state.realizedPnl + moneyOf(state.kind, profit, state.contractSize) };
}

/** A leg that is flat takes the terms that the market has then. */
function onTerms(state: LegState, { kind, contractSize }: ContractTerms): LegState {
  const isKept = state.quantity !== 0n || (state.contractSize === contractSize && state.kind === kind);
  return isKept ? state : { ...state, kind, contractSize };
}
