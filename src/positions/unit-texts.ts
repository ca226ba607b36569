import { frozenAmounts, NO_AMOUNTS } from '../decimal/amounts.js';
import { fractionDigits, negated } from '../decimal/decimal-text.js';
import { DecimalSum } from '../decimal/decimal-sum.js';
import { powerOfTen, SCALE } from '../decimal/fixed-point.js';
import { MAX_UNITS, quotientText, textOfUnits, unitsOf } from '../decimal/units.js';
import { WideDecimal } from '../decimal/wide-decimal.js';
import { returnText } from '../decimal/wide-ratio.js';
import type { Instrument } from '../instruments/instrument.js';
import { settlesIn } from '../instruments/settle-currency.js';
import type { Leg } from '../ledger/leg.js';
import { listOf, UnitState } from '../ledger/unit-state.js';
import type { ShownCloses, UnitAmounts, UnitCloses } from '../ledger/unit-state.js';
import type { Position } from './position.js';
import { withTexts } from './position-texts.js';
import type { Mark, ShownPosition } from './position-view.js';
import { realizedReturn } from './realized-return.js';

const sum = new DecimalSum();

/**
 * What callers see of a position that is counted in units: the same as of its state in fixed-point integers, with texts
 * made of numbers.
 *
 * @param held see `heldUnits`.
 * @param unrealizedPnl see `unrealizedOf`.
 */
export function unitView(
  leg: Leg,
  state: UnitState,
  held: number,
  unrealizedPnl: string | null,
  instrument: Instrument | null,
  mark: Mark | null,
  before: ShownPosition | null,
): Position {
  const { scale, quantity, closes, peak } = state;
  const shown = (closes.shown ??= textsOfCloses(closes));
  const known = before !== null && before.figures instanceof UnitState ? before.figures : null;
  const texts = before?.position ?? null;
  const signedAmount = textOfUnits(held, scale.quantityDigits);
  return withTexts(leg, state, mark, before, {
    signedAmount,
    entryPrice: known === state ? (texts as Position).entryPrice : entryOf(state, held),
    deficit: held === quantity ? '0' : textOfUnits(Math.abs(quantity), scale.quantityDigits),
    peakAmount:
      held === peak
        ? signedAmount
        : known !== null && texts !== null && known.peak === peak && known.scale === scale
          ? texts.peakAmount
          : textOfUnits(peak, scale.quantityDigits),
    averageClosePrice: shown.averageClosePrice,
    realizedReturn: shown.realizedReturn,
    realizedPnl: shown.realizedPnl,
    netRealizedPnl:
      known === state && before?.instrument === instrument
        ? (texts as Position).netRealizedPnl
        : netOf(leg.symbol, state, shown, instrument),
    fees: known !== null && known.fees === state.fees ? (texts as Position).fees : feesOf(state.fees),
    unrealizedPnl,
  });
}

/** The quantity, signed, unless it is owed: then nothing is held. */
export function heldUnits({ quantity }: UnitState, positionSide: Leg['positionSide']): number {
  const owes = quantity < 0 ? positionSide === 'LONG' : positionSide === 'SHORT';
  return owes ? 0 : quantity;
}

function entryOf({ scale, cost, wideCost }: UnitState, held: number): string {
  if (held === 0) return '0';
  const size = Math.abs(held);
  return wideCost === null
    ? quotientText(cost, size, scale.priceDigits)
    : wideCost.perUnit(size, scale.quantityDigits);
}

function textsOfCloses(closes: UnitCloses): ShownCloses {
  const { scale, cash, held, cost, wideCost, closed, left } = closes;
  const sign = held < 0 ? -1 : 1;
  const realizedPnl =
    wideCost === null
      ? textOfUnits(cash + sign * cost, scale.costDigits)
      : sum.begin(cash, scale.costDigits).addWide(wideCost, sign).text();
  if (closed === 0) return { averageClosePrice: null, realizedReturn: null, realizedPnl };
  return {
    averageClosePrice: quotientText(left, Math.abs(closed), scale.priceDigits),
    realizedReturn: returnOf(closes),
    realizedPnl,
  };
}

function returnOf({ scale, entered, cost, wideCost, closed, left }: UnitCloses): string | null {
  const { costDigits } = scale;
  const rest = wideCost ?? WideDecimal.ofUnits(cost, costDigits);
  // What a long made is what it was left at beyond its entry; of a short it is the other way round.
  const inNumbers = returnText(left, entered, rest, costDigits);
  if (inNumbers !== null) return closed > 0 ? inNumbers : negated(inNumbers);
  const unit = powerOfTen(2 * SCALE - costDigits);
  return realizedReturn({
    kind: 'linear',
    closedQuantity: BigInt(closed),
    closedEntryCost: BigInt(entered) * unit - rest.value,
    closedExitCost: BigInt(left) * unit,
  });
}

function netOf(
  symbol: string,
  { scale, quantity, cash, cost, wideCost, fees }: UnitState,
  shown: ShownCloses,
  instrument: Instrument | null,
): string {
  const settle = instrument?.settle ?? null;
  const sign = quantity < 0 ? -1 : 1;
  let net: DecimalSum | null = null;
  for (let each = fees; each !== null; each = each.next) {
    if (!settlesIn(symbol, settle, each.currency)) continue;
    net ??= sum.begin(cash, scale.costDigits);
    net.add(each.units, each.digits, -1);
  }
  if (net === null) return shown.realizedPnl;
  return (wideCost === null ? net.add(cost, scale.costDigits, sign) : net.addWide(wideCost, sign)).text();
}

function feesOf(fees: UnitAmounts | null): Position['fees'] {
  if (fees === null) return frozenAmounts(NO_AMOUNTS);
  if (fees.next === null) return Object.freeze({ [fees.currency]: textOfUnits(fees.units, fees.digits) });
  return Object.freeze(
    Object.fromEntries(
      listOf(fees).map(({ currency, units, digits }) => [currency, textOfUnits(units, digits)]),
    ),
  );
}

/** The profit of what is held at a price. Null while no price is known; undefined where it cannot be told in numbers. */
export function unrealizedOf(
  { scale, cost, wideCost }: UnitState,
  held: number,
  mark: Mark | null,
): string | null | undefined {
  if (held === 0) return '0';
  if (mark === null) return null;
  const digits = fractionDigits(mark.price);
  const worth = unitsOf(mark.price, digits) * Math.abs(held);
  const worthDigits = scale.quantityDigits + digits;
  if (!(worth >= 0 && worth <= MAX_UNITS) || worthDigits > SCALE) return undefined;
  const sign = held > 0 ? 1 : -1;
  const profit = sum.begin(sign * worth, worthDigits);
  const less = sign === 1 ? -1 : 1;
  return (
    wideCost === null ? profit.add(cost, scale.costDigits, less) : profit.addWide(wideCost, less)
  ).text();
}
