import { canonicalDecimal, fractionDigits } from '../decimal/decimal-text.js';
import { isSum } from '../decimal/fixed-point.js';
import { compareFills } from '../ledger/canonical-order.js';
import { reportedExecution, STRETCH } from '../ledger/execution.js';
import { oneMore, RUN_LENGTH } from '../ledger/executions.js';
import { isPlainText, MAX_ID, MAX_NAME, MAX_TIMESTAMP } from './field-checks.js';
import type { OrderUpdate } from './order.js';
import { STATUS_RANK } from './order-facts.js';
import type { Markets } from './order-market.js';
import { NO_CALLER } from './order-record.js';
import { FARTHEST, PlainEnded, PlainFilled, PlainUnfilled } from './plain-order.js';
import type { PlainOrder } from './plain-order.js';
import { plainTerms } from './plain-terms.js';
import type { PlainTerms } from './plain-terms.js';

/*
 * The short way of a report into its order: plain reports, as nearly all are, are checked and joined in one pass over the fields as they came.
 * What is made of one is what `checkUpdate` and `joinUpdate` make of it. Any other is left to those, wrong ones too: the answer is null.
 */

/** Fields as they came: anything may be in them. */
type Given = { readonly [Field in keyof OrderUpdate]: unknown };

const MINUS = 45;
const NO_NAMES = { id: null, clientOrderId: null };

/** The order that begins with a report. @param markets have the texts that their orders share. */
export function beginPlain(raw: OrderUpdate, markets: Markets): PlainOrder | null {
  const given: Given = raw;
  const { exchange, symbol, id, side, timestamp: at } = given;
  if (side !== 'BUY' && side !== 'SELL') return null;
  if (!isPlainTime(at) || given.status !== 'ACCEPTED' || !tellsNoFill(given) || !tellsNothingElse(given))
    return null;
  if (typeof exchange !== 'string' || typeof symbol !== 'string' || !isName(id, MAX_ID)) return null;
  // Texts of a market that is known were looked at before.
  const market = markets.find(exchange, symbol);
  if (market === null && !(isName(exchange, MAX_NAME) && isName(symbol, MAX_ID))) return null;
  const clientOrderId = given.clientOrderId ?? null;
  const type = given.type ?? null;
  const timeInForce = given.timeInForce ?? null;
  if (clientOrderId !== null && !isName(clientOrderId, MAX_ID)) return null;
  if (type !== null && !isName(type, MAX_NAME)) return null;
  if (timeInForce !== null && !isName(timeInForce, MAX_NAME)) return null;
  const reduceOnly = given.reduceOnly ?? null;
  if (reduceOnly !== null && typeof reduceOnly !== 'boolean') return null;
  const leg = given.positionSide ?? null;
  if (leg !== null && leg !== 'NET' && leg !== 'LONG' && leg !== 'SHORT') return null;
  const price = decimalIn(given.price, null);
  const amount = decimalIn(given.amount, null);
  if (price === undefined || amount === undefined || amount === null) return null;
  const first = at % STRETCH;
  const isSaid = leg !== null;
  const namesLast = given.lastFilled != null;
  const terms = plainTerms(
    side,
    leg ?? 'NET',
    isSaid ? 'report' : 'assumed',
    type,
    timeInForce,
    reduceOnly,
    namesLast,
    at - first,
  );
  const said = amount === '0' ? null : amount;
  return new PlainUnfilled(
    market ?? markets.at(exchange, symbol),
    id,
    clientOrderId,
    terms,
    price,
    said,
    first,
    first,
    NO_CALLER,
  );
}

/** The order with a report of it, which was found by its exchange, symbol and id. */
export function joinPlain(order: PlainOrder, raw: OrderUpdate): PlainOrder | null {
  const given: Given = raw;
  const { terms } = order;
  const { timestamp: at, positionSide } = given;
  if (!isPlainTime(at)) return null;
  const latest = at - terms.base;
  if (latest < order.latest || latest > FARTHEST || order.rank >= STATUS_RANK.REJECTED) return null;
  if (given.side !== terms.side || !isSame(given.clientOrderId, order.clientOrderId)) return null;
  if (!isSame(given.type, terms.type) || !isSame(given.timeInForce, terms.timeInForce)) return null;
  if ((given.reduceOnly ?? null) !== terms.reduceOnly) return null;
  if (positionSide != null && (positionSide !== terms.positionSide || terms.legFrom !== 'report'))
    return null;
  const price = decimalIn(given.price, order.price);
  if (price === undefined || (price === null && order.price !== null)) return null;
  const told = decimalIn(given.amount, order.amount);
  if (told === undefined || told === null) return null;
  const amount = told === '0' ? null : told;
  if (amount === null && order.amount !== null) return null;
  if (!tellsNothingElse(given)) return null;
  const join = given.filled === '0' ? unfilledStill : filledMore;
  return join(order, given, price, amount, latest);
}

/** With a report of nothing that is filled. */
function unfilledStill(
  order: PlainOrder,
  given: Given,
  price: string | null,
  amount: string | null,
  latest: number,
): PlainOrder | null {
  if (order.executions.length > 0 || !tellsNoFill(given)) return null;
  const { status } = given;
  if (status !== 'ACCEPTED') {
    if (status !== 'CANCELED' && status !== 'EXPIRED' && status !== 'REJECTED') return null;
    if (given.lastFilled != null && !order.terms.namesLast) return null;
    return new PlainEnded(order, price, amount, latest, order.accepted, status);
  }
  if (latest === order.latest) return null;
  const { market, id, clientOrderId, terms, first, caller } = order;
  const its = given.lastFilled != null && !terms.namesLast ? withLast(terms) : terms;
  return new PlainUnfilled(market, id, clientOrderId, its, price, amount, first, latest, caller);
}

function filledMore(
  order: PlainOrder,
  given: Given,
  price: string | null,
  amount: string | null,
  latest: number,
): PlainOrder | null {
  const { status, tradeId = null, liquidity = null } = given;
  if (status !== 'PARTIALLY_FILLED' && status !== 'FILLED' && status !== 'ACCEPTED') return null;
  const filled = decimalIn(given.filled, null) ?? '0';
  const quantity = decimalIn(given.lastFilled, null) ?? '0';
  const paid = decimalIn(given.lastFilledPrice, null) ?? '0';
  const average = decimalIn(given.average, null) ?? '0';
  if (quantity === '0' || paid === '0' || average === '0') return null;
  const { executions, last } = order;
  const count = executions.length;
  if (count === RUN_LENGTH) return null;
  if (count === 0 ? quantity !== filled : !isSum(order.filled, quantity, filled)) return null;
  if (tradeId !== null) {
    if (!isName(tradeId, MAX_ID)) return null;
    for (let at = 0; at < count; at++) if (executions[at]?.tradeId === tradeId) return null;
  }
  if (liquidity !== null && liquidity !== 'MAKER' && liquidity !== 'TAKER') return null;
  const fee = signedIn(given.fee);
  const feeCurrency = given.feeCurrency ?? null;
  if (fee === undefined || !isCurrency(feeCurrency, last?.feeCurrency ?? null)) return null;
  if (feeCurrency === null && fee !== null && fee !== '0') return null;
  const next = reportedExecution(
    order.terms.base,
    latest,
    quantity,
    paid,
    fee,
    fee === null ? null : feeCurrency,
    liquidity,
    tradeId,
    filled,
  );
  if (last !== null && latest === order.latest && compareFills(last, NO_NAMES, next, NO_NAMES) > 0)
    return null;
  return new PlainFilled(
    order,
    price,
    amount,
    latest,
    status === 'ACCEPTED' ? latest : order.accepted,
    oneMore(executions, next),
    average,
    fractionDigits(given.average as string),
    STATUS_RANK[status],
  );
}

/** Whether it says that nothing of the order is filled. */
function tellsNoFill(given: Given): boolean {
  return (
    given.filled === '0' &&
    isNothing(given.average) &&
    isNothing(given.lastFilled) &&
    isNothing(given.lastFilledPrice) &&
    isNothing(given.fee) &&
    given.tradeId == null &&
    given.feeCurrency == null &&
    given.liquidity == null
  );
}

/** Whether it has none of the fields that few reports have, and none that no report has. */
function tellsNothingElse(given: Given): boolean {
  const { formerId, replaces, cumFees, contractSize, reason } = given;
  if (formerId != null || replaces != null || cumFees != null || contractSize != null || reason != null)
    return false;
  let count =
    (formerId === undefined ? 0 : 1) +
    (replaces === undefined ? 0 : 1) +
    (cumFees === undefined ? 0 : 1) +
    (contractSize === undefined ? 0 : 1) +
    (reason === undefined ? 0 : 1) +
    (given.exchange === undefined ? 0 : 1) +
    (given.symbol === undefined ? 0 : 1) +
    (given.id === undefined ? 0 : 1) +
    (given.clientOrderId === undefined ? 0 : 1) +
    (given.status === undefined ? 0 : 1) +
    (given.side === undefined ? 0 : 1) +
    (given.type === undefined ? 0 : 1) +
    (given.timeInForce === undefined ? 0 : 1) +
    (given.price === undefined ? 0 : 1) +
    (given.amount === undefined ? 0 : 1) +
    (given.filled === undefined ? 0 : 1) +
    (given.average === undefined ? 0 : 1) +
    (given.lastFilled === undefined ? 0 : 1) +
    (given.lastFilledPrice === undefined ? 0 : 1) +
    (given.tradeId === undefined ? 0 : 1) +
    (given.fee === undefined ? 0 : 1) +
    (given.feeCurrency === undefined ? 0 : 1) +
    (given.liquidity === undefined ? 0 : 1) +
    (given.reduceOnly === undefined ? 0 : 1) +
    (given.positionSide === undefined ? 0 : 1) +
    (given.timestamp === undefined ? 0 : 1);
  for (const _ in given) count--;
  return count === 0;
}

function withLast(terms: PlainTerms): PlainTerms {
  const { side, positionSide, legFrom, type, timeInForce, reduceOnly, base } = terms;
  return plainTerms(side, positionSide, legFrom, type, timeInForce, reduceOnly, true, base);
}

/** An integer above zero, which a `Date` can hold. */
function isPlainTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= MAX_TIMESTAMP && Number.isInteger(value);
}

function isName(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxLength && isPlainText(value);
}

/** @param known that it mostly is. */
function isCurrency(value: unknown, known: string | null): value is string | null {
  return value === null || (typeof value === 'string' && value === known) || isName(value, MAX_NAME);
}

function isNothing(value: unknown): boolean {
  return value == null || value === '0';
}

function isSame(value: unknown, known: string | null): boolean {
  return known === null ? value == null : typeof value === 'string' && value === known;
}

/** A decimal that is not negative, in its canonical form; undefined where it is none. @param known that it mostly is. */
function decimalIn(value: unknown, known: string | null): string | null | undefined {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') return undefined;
  if (known !== null && value === known) return known;
  const canonical = canonicalDecimal(value);
  return canonical === null || canonical.charCodeAt(0) === MINUS ? undefined : canonical;
}

function signedIn(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? (canonicalDecimal(value) ?? undefined) : undefined;
}
