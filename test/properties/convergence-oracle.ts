import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { Order, Position } from '../../src/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { MARKET } from './accounting-modes.js';
import type { Services } from './convergence-scope.js';
import type { Truth, TruthEvent, TruthOrder } from './convergence-truth.js';
import { TruthBooks } from './truth-books.js';
import type { LegBook } from './truth-books.js';

/** What roundings at the 18th fraction digit may be apart over all executions of a set, and over snapshots' entries. */
const ROUNDING = Rational.of('0.000000000000001');

/** What a simulated exchange knows of itself after some of its events. */
export class KnownTruth {
  readonly books: TruthBooks;
  /** The last event of each order, and all names that it had. */
  readonly orders = new Map<TruthOrder, { readonly last: TruthEvent; readonly names: ReadonlySet<string> }>();

  constructor(truth: Truth) {
    this.books = new TruthBooks(truth.market);
  }

  add(event: TruthEvent): void {
    this.books.add(event);
    const { order, id, clientOrderId } = event;
    const names = new Set([...(this.orders.get(order)?.names ?? []), id, clientOrderId]);
    this.orders.set(order, { last: event, names });
  }
}

/**
 * A scope has the exchange's own figures.
 *
 * @param isStatusTold whether a report told the status of an event; of some executions only trades tell.
 */
export function expectTruth(
  services: Services,
  { books, orders }: KnownTruth,
  isStatusTold: (event: TruthEvent) => boolean,
): void {
  for (const { last, names } of orders.values()) expectOrder(services, last, names, isStatusTold(last));
  for (const book of books.legs.values()) expectLeg(services, book);
  const others = services.positions
    .positions()
    .filter(({ symbol, positionSide }) => !books.legs.has(`${symbol} ${positionSide}`))
    .filter(({ signedAmount, realizedPnl }) => signedAmount !== '0' || realizedPnl !== '0');
  expectSame(others, []);
}

function expectOrder(
  { orders }: Services,
  event: TruthEvent,
  names: ReadonlySet<string>,
  isStatusTold: boolean,
): void {
  const { status, type, price, amount } = event;
  const { symbol, side, leg, sharesClientId } = event.order;
  const place = { exchange: MARKET.exchange, symbol };
  const order = orders.order(event.id, place) ?? orders.order(event.clientOrderId, place);
  expectFields(order, {
    symbol,
    side,
    positionSide: leg,
    filled: event.filled.toDecimal(),
    cumFees: feesOf(event.fees),
    ...(isStatusTold && { status, type, price: Rational.of(price).toDecimal(), amount }),
  });
  // Every name that the order had leads to it, but a client id that another order has too.
  const others = Array.from(sharesClientId ? [] : names, (name) => orders.order(name, place));
  expectSame(
    others.filter((each) => each !== null && each.id !== order?.id),
    [],
  );
}

function expectLeg({ positions }: Services, { symbol, leg, counts, fees, ...book }: LegBook): void {
  const position = positions.position(symbol, { exchange: MARKET.exchange, positionSide: leg });
  expectFields(position, {
    signedAmount: counts.quantity.toDecimal(),
    deficit: counts.owed.toDecimal(),
    entryPrice: near(position?.entryPrice, counts.entry),
    realizedPnl: near(position?.realizedPnl, counts.realized),
    fees: feesOf(fees),
    ...(!book.everOwed && { openedAt: book.openedAt, closedAt: book.closedAt }),
  });
}

/** What is shown, where it is as exact as it can be; else the exact figure. */
export function near(shown: string | undefined, exact: Rational): string {
  const size = Rational.of(shown?.replace('-', '') ?? '0');
  const held = shown?.startsWith('-') === true ? size.negated() : size;
  const isNear = shown !== undefined && held.minus(exact).magnitude().compare(ROUNDING) <= 0;
  return isNear ? shown : exact.toDecimal();
}

function expectFields(record: Order | Position | null, fields: object): void {
  const all = record as Readonly<Record<string, unknown>> | null;
  expectSame(Object.fromEntries(Object.keys(fields).map((name) => [name, all?.[name]])), fields);
}

/** Jest's own comparing is slow, and hundreds of thousands are made. */
function expectSame(held: unknown, right: unknown): void {
  if (!isDeepStrictEqual(held, right)) expect(held).toEqual(right);
}

/** Amounts of zero are left out. */
function feesOf(fees: ReadonlyMap<string, Rational>): Record<string, string> {
  const paid = [...fees].filter(([, amount]) => amount.sign !== 0);
  return Object.fromEntries(paid.map(([currency, amount]) => [currency, amount.toDecimal()]));
}
