import { exactText, magnitude, SCALE, toFixedPoint } from './fixed-point.js';

/** An amount of one currency, in units of `10^-18`. */
export interface CurrencyAmount {
  readonly currency: string;
  readonly amount: bigint;
}

/** Amounts of several currencies, sorted by currency, none of them zero. */
export type Amounts = readonly CurrencyAmount[];

export const NO_AMOUNTS: Amounts = Object.freeze([]);

/** `amounts` with `amount` of `currency` added. */
export function addAmount(amounts: Amounts, currency: string, amount: bigint): Amounts {
  if (amount === 0n) return amounts;
  if (amounts.length === 0) return [{ currency, amount }];
  // By index: destructuring a list is slow, and nearly all fees of a position are in one currency.
  const only = amounts[0];
  if (amounts.length === 1 && only?.currency === currency) {
    const total = only.amount + amount;
    return total === 0n ? NO_AMOUNTS : [{ currency, amount: total }];
  }
  const sum = amount + amountOf(amounts, currency);
  const others = amounts.filter((each) => each.currency !== currency);
  return sum === 0n ? others : [...others, { currency, amount: sum }].sort(byCurrency);
}

/** `left + right`, currency by currency. */
export function addAmounts(left: Amounts, right: Amounts): Amounts {
  let sum = left;
  for (const { currency, amount } of right) sum = addAmount(sum, currency, amount);
  return sum;
}

/** `left - right`, currency by currency. */
export function subtractAmounts(left: Amounts, right: Amounts): Amounts {
  if (right.length === 0) return left;
  let rest = left;
  for (const { currency, amount } of right) rest = addAmount(rest, currency, -amount);
  return rest;
}

/** By currency whichever is further from zero. */
export function largerAmounts(left: Amounts, right: Amounts): Amounts {
  let larger = left;
  for (const { currency, amount } of right) {
    const known = amountOf(left, currency);
    if (magnitude(amount) > magnitude(known)) larger = addAmount(larger, currency, amount - known);
  }
  return larger;
}

export function amountOf(amounts: Amounts, currency: string): bigint {
  return amounts.find((each) => each.currency === currency)?.amount ?? 0n;
}

export function sameAmounts(left: Amounts, right: Amounts): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  return left.every((each, at) => each.currency === right[at]?.currency && each.amount === right[at].amount);
}

export function byCurrency(left: CurrencyAmount, right: CurrencyAmount): number {
  return left.currency < right.currency ? -1 : left.currency > right.currency ? 1 : 0;
}

/** Decimal strings by currency, as callers read them. Own properties, whatever a currency is called. */
export function amountsToObject(amounts: Amounts): Record<string, string> {
  const only = amounts[0];
  if (amounts.length === 1 && only !== undefined) return { [only.currency]: exactText(only.amount, SCALE) };
  return Object.fromEntries(amounts.map(({ currency, amount }) => [currency, exactText(amount, SCALE)]));
}

const NOTHING: Readonly<Record<string, string>> = Object.freeze({});

/** `amountsToObject`, frozen. */
export function frozenAmounts(amounts: Amounts): Readonly<Record<string, string>> {
  return amounts.length === 0 ? NOTHING : Object.freeze(amountsToObject(amounts));
}

/** Amounts as pairs for a stored record. */
export function amountsToPairs(amounts: Amounts): (readonly [string, string])[] {
  return amounts.map(({ currency, amount }) => [currency, exactText(amount, SCALE)] as const);
}

/** The inverse of `amountsToPairs`. */
export function amountsFromPairs(pairs: readonly (readonly [string, string])[]): Amounts {
  return pairs.map(([currency, amount]) => ({ currency, amount: toFixedPoint(amount) }));
}
