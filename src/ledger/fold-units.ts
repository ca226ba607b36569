import { fractionDigits } from '../decimal/decimal-text.js';
import { POWERS } from '../decimal/powers.js';
import { MAX_DIVISOR, MAX_UNITS, unitsOf } from '../decimal/units.js';
import { WideDecimal } from '../decimal/wide-decimal.js';
import type { ContractTerms } from '../instruments/instrument.table.js';
import type { OrderSide } from '../orders/order.js';
import { millisecondsOf } from './message-time.js';
import type { OrderFill } from './order-fill.js';
import { unitScale } from './unit-scale.js';
import { CONTRACT_OF_ONE, UnitAmounts, UnitCloses, UnitState } from './unit-state.js';

/**
 * A leg after one more fill of an order: what `foldItem` makes of it, in numbers.
 *
 * @returns null where that cannot be told in numbers: by `foldItem` it can.
 */
export function foldUnits(
  before: UnitState,
  fill: OrderFill,
  side: OrderSide,
  terms: ContractTerms,
): UnitState | null {
  const { quantity: size, price } = fill;
  if (price === null || fill.cost !== undefined || fill.fees !== undefined) return null;
  const isFlat = before.quantity === 0;
  if (isFlat && (terms.kind !== before.kind || terms.contractSize !== CONTRACT_OF_ONE)) return null;
  let state = before;
  let quantity = unitsOf(size, state.scale.quantityDigits);
  let each = unitsOf(price, state.scale.priceDigits);
  if (Number.isNaN(quantity) || Number.isNaN(each)) {
    const finer = scaledFor(before, fractionDigits(size), fractionDigits(price));
    if (finer === null) return null;
    state = finer;
    quantity = unitsOf(size, state.scale.quantityDigits);
    each = unitsOf(price, state.scale.priceDigits);
  }
  const { fee, feeCurrency } = fill;
  let fees: UnitAmounts | null | undefined = state.fees;
  if (fee !== null && feeCurrency !== null && fee !== '0') {
    // Paid from what is held.
    if (feeCurrency === terms.feesFrom) return null;
    fees = withFee(state.fees, feeCurrency, fee);
    if (fees === undefined) return null;
  }
  const paid = quantity * each;
  const cash = side === 'BUY' ? state.cash - paid : state.cash + paid;
  const held = state.quantity < 0 ? -state.quantity : state.quantity;
  const after = side === 'BUY' ? state.quantity + quantity : state.quantity - quantity;
  // Also where one of them is not a number.
  if (!(quantity > 0 && paid >= 0 && quantity <= MAX_DIVISOR && paid <= MAX_UNITS)) return null;
  if (!(Math.abs(cash) <= MAX_UNITS && Math.abs(after) <= MAX_DIVISOR)) return null;
  const at = millisecondsOf(fill.at);
  const updatedAt = state.updatedAt !== null && state.updatedAt > at ? state.updatedAt : at;
  const { kind, scale, closes, adjustments, peak } = state;
  if (isFlat || state.quantity > 0 === (side === 'BUY')) {
    const entered = isFlat ? paid : state.entered + paid;
    if (entered > MAX_UNITS) return null;
    const now = after < 0 ? -after : after;
    return new UnitState(
      kind,
      scale,
      after,
      state.wideCost === null ? state.cost + paid : 0,
      state.wideCost === null ? null : state.wideCost.plus(paid, scale.costDigits),
      cash,
      entered,
      isFlat ? opened(closes) : closes,
      isFlat || now > peak ? now : peak,
      fees,
      adjustments,
      isFlat ? at : state.openedAt,
      null,
      updatedAt,
    );
  }
  if (quantity > held) {
    const entered = (quantity - held) * each;
    return new UnitState(
      kind,
      scale,
      after,
      entered,
      null,
      cash,
      entered,
      new UnitCloses(scale, cash, entered, after, entered, null, 0, 0),
      quantity - held,
      fees,
      adjustments,
      at,
      null,
      updatedAt,
    );
  }
  const closed = closes.closed + (state.quantity > 0 ? quantity : -quantity);
  const left = closes.left + paid;
  if (left > MAX_UNITS || Math.abs(closed) > MAX_DIVISOR) return null;
  let { cost, wideCost } = state;
  if (after === 0) {
    cost = 0;
    wideCost = null;
  } else {
    const share = wideCost === null ? exactShare(cost, quantity, held) : -1;
    if (share >= 0) cost -= share;
    else {
      wideCost = (wideCost ?? WideDecimal.ofUnits(cost, scale.costDigits)).without(quantity, held);
      if (wideCost === null) return null;
      cost = 0;
    }
  }
  return new UnitState(
    kind,
    scale,
    after,
    cost,
    wideCost,
    cash,
    state.entered,
    new UnitCloses(scale, cash, state.entered, after, cost, wideCost, closed, left),
    peak,
    fees,
    adjustments,
    after === 0 ? null : state.openedAt,
    after === 0 ? at : null,
    updatedAt,
  );
}

/** `cost x part / whole`, where that is an integer and its product is counted; else below zero. */
function exactShare(cost: number, part: number, whole: number): number {
  const product = cost * part;
  if (product > MAX_UNITS) return -1;
  const share = Math.floor(product / whole);
  return share * whole === product ? share : -1;
}

/** What closing fills made of a leg that is opened anew: nothing of it was closed yet. */
function opened(closes: UnitCloses): UnitCloses {
  const { scale, cash, closed, shown } = closes;
  if (closed === 0) return closes;
  const anew = new UnitCloses(scale, cash, 0, 0, 0, null, 0, 0);
  if (shown !== null)
    anew.shown = { averageClosePrice: null, realizedReturn: null, realizedPnl: shown.realizedPnl };
  return anew;
}

/** Fees with the one of one more fill; undefined where it is not counted in units. */
function withFee(fees: UnitAmounts | null, currency: string, fee: string): UnitAmounts | null | undefined {
  if (fees === null || currency < fees.currency) {
    const digits = fractionDigits(fee);
    const paid = unitsOf(fee, digits);
    return Number.isNaN(paid) ? undefined : new UnitAmounts(currency, paid, digits, fees);
  }
  if (currency !== fees.currency) {
    const next = withFee(fees.next, currency, fee);
    return next === undefined ? next : new UnitAmounts(fees.currency, fees.units, fees.digits, next);
  }
  let { units, digits } = fees;
  let paid = unitsOf(fee, digits);
  if (Number.isNaN(paid)) {
    const finer = fractionDigits(fee);
    if (finer <= digits) return undefined;
    units *= POWERS[finer - digits] as number;
    digits = finer;
    paid = unitsOf(fee, digits);
  }
  const total = units + paid;
  // Also where one of them is not a number.
  if (!(Math.abs(units) <= MAX_UNITS && Math.abs(total) <= MAX_UNITS)) return undefined;
  return total === 0 ? fees.next : new UnitAmounts(currency, total, digits, fees.next);
}

/** A state at a scale with at least so many digits; null where it is not counted so finely. */
function scaledFor(state: UnitState, quantityDigits: number, priceDigits: number): UnitState | null {
  const { scale } = state;
  const finer = unitScale(
    Math.max(scale.quantityDigits, quantityDigits),
    Math.max(scale.priceDigits, priceDigits),
  );
  if (finer === null || finer === scale) return null;
  const more = POWERS[finer.quantityDigits - scale.quantityDigits] as number;
  const cost = POWERS[finer.costDigits - scale.costDigits] as number;
  const { closes } = state;
  const scaled = new UnitCloses(
    finer,
    closes.cash * cost,
    closes.entered * cost,
    closes.held * more,
    closes.cost * cost,
    closes.wideCost,
    closes.closed * more,
    closes.left * cost,
  );
  scaled.shown = closes.shown;
  const result = new UnitState(
    state.kind,
    finer,
    state.quantity * more,
    state.cost * cost,
    state.wideCost,
    state.cash * cost,
    state.entered * cost,
    scaled,
    state.peak * more,
    state.fees,
    state.adjustments,
    state.openedAt,
    state.closedAt,
    state.updatedAt,
  );
  return isCounted(result) && isCountedTo(scaled) ? result : null;
}

function isCounted({ quantity, peak, cost, cash, entered }: UnitState): boolean {
  return (
    Math.abs(quantity) <= MAX_DIVISOR &&
    peak <= MAX_DIVISOR &&
    cost <= MAX_UNITS &&
    Math.abs(cash) <= MAX_UNITS &&
    entered <= MAX_UNITS
  );
}

function isCountedTo({ cash, entered, held, cost, closed, left }: UnitCloses): boolean {
  return (
    Math.abs(held) <= MAX_DIVISOR &&
    Math.abs(closed) <= MAX_DIVISOR &&
    Math.abs(cash) <= MAX_UNITS &&
    entered <= MAX_UNITS &&
    cost <= MAX_UNITS &&
    left <= MAX_UNITS
  );
}
