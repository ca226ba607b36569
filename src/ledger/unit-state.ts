import type { Amounts } from '../decimal/amounts.js';
import { powerOfTen, SCALE } from '../decimal/fixed-point.js';
import { MAX_DIVISOR, MAX_UNITS } from '../decimal/units.js';
import { WideDecimal } from '../decimal/wide-decimal.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import type { LegState } from './leg-state.js';
import { unitScale } from './unit-scale.js';
import type { UnitScale } from './unit-scale.js';

/** The only contract size that is counted in units: of one, costs are money. */
export const CONTRACT_OF_ONE = powerOfTen(SCALE);

/** An amount of one currency, in units of `10^-digits`, and those of the currencies behind it, sorted. None is zero. */
export class UnitAmounts {
  constructor(
    readonly currency: string,
    readonly units: number,
    readonly digits: number,
    readonly next: UnitAmounts | null,
  ) {}
}

/**
 * What the closing fills of a leg made of it, until the next one: all that follows from these is the same at each fill that only adds, so
 * that what was shown of it can be kept.
 */
export class UnitCloses {
  /** What callers were shown of it; null before they asked. */
  shown: ShownCloses | null = null;

  constructor(
    readonly scale: UnitScale,
    /** What was received for all that was ever sold, less what was paid for all that was bought. */
    readonly cash: number,
    /** What the leg was entered at since it was opened, what was closed of it included. */
    readonly entered: number,
    /** What is held behind it, signed, and at which cost: the realized profit is `cash` and this. */
    readonly held: number,
    readonly cost: number,
    readonly wideCost: WideDecimal | null,
    /** What was closed since the leg was opened: how much, positive of a long, and left at which cost. */
    readonly closed: number,
    readonly left: number,
  ) {}
}

/** Texts of what closing fills made. */
export interface ShownCloses {
  readonly averageClosePrice: string | null;
  readonly realizedReturn: string | null;
  readonly realizedPnl: string;
}

/**
 * What a leg is after some entry of its ledger, counted in numbers at the leg's own scale: the same as a `LegState`, where all of it are
 * integers that a double holds. Immutable.
 *
 * The realized profit is not kept: it is what was received less what was paid, and what is held at its cost. So only that cost is ever divided.
 */
export class UnitState {
  private general: LegState | null = null;

  constructor(
    readonly kind: InstrumentKind,
    readonly scale: UnitScale,
    /** Signed. */
    readonly quantity: number,
    /** What the open quantity was entered at; 0 where it is wide. */
    readonly cost: number,
    readonly wideCost: WideDecimal | null,
    readonly cash: number,
    readonly entered: number,
    readonly closes: UnitCloses,
    readonly peak: number,
    readonly fees: UnitAmounts | null,
    readonly adjustments: Amounts,
    readonly openedAt: number | null,
    readonly closedAt: number | null,
    readonly updatedAt: number | null,
  ) {}

  /** In `10^-18`. */
  get quantityValue(): bigint {
    return BigInt(this.quantity) * powerOfTen(SCALE - this.scale.quantityDigits);
  }

  /** The same in fixed-point integers. */
  get state(): LegState {
    return (this.general ??= stateOf(this));
  }
}

/** A state in units, where it is one that can be. */
export function unitStateOf(state: LegState): UnitState | null {
  if (state.kind === 'inverse' || state.contractSize !== CONTRACT_OF_ONE) return null;
  const { kind, quantity, cost, peak, closedQuantity, closedEntryCost, closedExitCost } = state;
  const entered = closedEntryCost + cost;
  const realized = state.realizedPnl;
  const paid = (quantity < 0n ? -cost : cost) * powerOfTen(SCALE);
  const cash = realized - paid;
  const quantityDigits = Math.max(...[quantity, peak, closedQuantity].map((each) => digitsOf(each, SCALE)));
  const costDigits = Math.max(
    quantityDigits,
    digitsOf(entered, 2 * SCALE),
    digitsOf(closedExitCost, 2 * SCALE),
    digitsOf(cash, 3 * SCALE),
  );
  const scale = unitScale(quantityDigits, costDigits - quantityDigits);
  if (scale === null) return null;
  const [held, most, closed] = [quantity, peak, closedQuantity].map((each) =>
    Number(each / powerOfTen(SCALE - quantityDigits)),
  ) as [number, number, number];
  const costUnit = powerOfTen(2 * SCALE - costDigits);
  const [entry, exit, money] = [entered, closedExitCost, cash / powerOfTen(SCALE)].map((each) =>
    Number(each / costUnit),
  ) as [number, number, number];
  const wide = cost % costUnit === 0n ? null : WideDecimal.of(cost);
  const units = cost % costUnit === 0n ? Number(cost / costUnit) : 0;
  if (units === 0 && wide === null && cost !== 0n) return null;
  const fees = state.fees.reduceRight<UnitAmounts | null>((next, { currency, amount }) => {
    const digits = digitsOf(amount, SCALE);
    return new UnitAmounts(currency, Number(amount / powerOfTen(SCALE - digits)), digits, next);
  }, null);
  const paidUnits = listOf(fees).map((fee) => fee.units);
  const isCounted =
    [held, most, closed].every((each) => Math.abs(each) <= MAX_DIVISOR) &&
    [units, entry, exit, money, ...paidUnits].every((each) => Math.abs(each) <= MAX_UNITS);
  if (!isCounted) return null;
  const closes = new UnitCloses(scale, money, entry, held, units, wide, closed, exit);
  const { adjustments, openedAt, closedAt, updatedAt } = state;
  return new UnitState(
    kind,
    scale,
    held,
    units,
    wide,
    money,
    entry,
    closes,
    most,
    fees,
    adjustments,
    openedAt,
    closedAt,
    updatedAt,
  );
}

function stateOf(units: UnitState): LegState {
  const { kind, scale, quantity, closes, adjustments, openedAt, closedAt, updatedAt } = units;
  const costUnit = powerOfTen(2 * SCALE - scale.costDigits);
  const quantityUnit = powerOfTen(SCALE - scale.quantityDigits);
  const cost = units.wideCost === null ? BigInt(units.cost) * costUnit : units.wideCost.value;
  const closedCost = closes.wideCost === null ? BigInt(closes.cost) * costUnit : closes.wideCost.value;
  const cash = BigInt(units.cash) * costUnit;
  return {
    kind,
    contractSize: CONTRACT_OF_ONE,
    quantity: BigInt(quantity) * quantityUnit,
    cost,
    realizedPnl: (quantity < 0 ? cash - cost : cash + cost) * powerOfTen(SCALE),
    fees: listOf(units.fees).map(({ currency, units: amount, digits }) => ({
      currency,
      amount: BigInt(amount) * powerOfTen(SCALE - digits),
    })),
    adjustments,
    peak: BigInt(units.peak) * quantityUnit,
    closedQuantity: BigInt(closes.closed) * quantityUnit,
    closedEntryCost: BigInt(closes.entered) * costUnit - closedCost,
    closedExitCost: BigInt(closes.left) * costUnit,
    openedAt,
    closedAt,
    updatedAt,
  };
}

/** Amounts as a list. */
export function listOf(amounts: UnitAmounts | null): UnitAmounts[] {
  const list: UnitAmounts[] = [];
  for (let each = amounts; each !== null; each = each.next) list.push(each);
  return list;
}

/** How many digits of a fixed-point integer are needed. */
function digitsOf(value: bigint, scale: number): number {
  if (value === 0n) return 0;
  const text = value.toString();
  let end = text.length;
  while (text.charCodeAt(end - 1) === ZERO) end--;
  return Math.max(0, scale - (text.length - end));
}

const ZERO = 48;
