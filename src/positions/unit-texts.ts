import { frozenAmounts, NO_AMOUNTS } from '../decimal/amounts.js';
import { fractionDigits, negated } from '../decimal/decimal-text.js';
import { DecimalSum } from '../decimal/decimal-sum.js';
import { divideHalfEven, fromFixedPoint, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import { MAX_UNITS, quotientText, textOfUnits, unitsOf } from '../decimal/units.js';
import { WideDecimal } from '../decimal/wide-decimal.js';
import { returnText } from '../decimal/wide-ratio.js';
import type { Instrument } from '../instruments/instrument.js';
import { settlesIn } from '../instruments/settle-currency.js';
import type { Leg } from '../ledger/leg.js';
import { listOf, UnitState } from '../ledger/unit-state.js';
import type { ShownCloses, UnitAmounts, UnitCloses } from '../ledger/unit-state.js';
import type { Position } from './position.js';
import type { Mark, PositionTexts, ShownPosition } from './position-view.js';

const sum = new DecimalSum();

/**
 * What callers see of a position that is counted in units: the same texts as of its state in fixed-point integers, made of numbers.
 *
 * @returns null where one of them cannot be.
 */
export function unitTexts(
  symbol: string,
  positionSide: Leg['positionSide'],
  state: UnitState,
  instrument: Instrument | null,
  mark: Mark | null,
  before: ShownPosition | null,
): PositionTexts | null {
  const { scale, quantity, closes, peak } = state;
  const shown = (closes.shown ??= textsOfCloses(closes));
  const owes = quantity < 0 ? positionSide === 'LONG' : positionSide === 'SHORT';
  const held = owes ? 0 : quantity;
  const unrealizedPnl = unrealizedOf(state, held, mark);
  if (unrealizedPnl === undefined) return null;
  const known = before !== null && before.figures instanceof UnitState ? before.figures : null;
  const texts = before?.position ?? null;
  const signedAmount = textOfUnits(held, scale.quantityDigits);
  return {
    signedAmount,
    entryPrice: known === state ? (texts as Position).entryPrice : entryOf(state, held),
    deficit: owes ? textOfUnits(Math.abs(quantity), scale.quantityDigits) : '0',
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
        : netOf(symbol, state, shown, instrument),
    fees: known !== null && known.fees === state.fees ? (texts as Position).fees : feesOf(state.fees),
    unrealizedPnl,
  };
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
  const paid = BigInt(entered) * unit - rest.value;
  if (paid === 0n) return null;
  const profit = BigInt(left) * unit - paid;
  return fromFixedPoint(divideHalfEven((closed > 0 ? profit : -profit) * powerOfTen(SCALE), paid));
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

/** Null while no price is known; undefined where it cannot be told in numbers. */
function unrealizedOf(
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
