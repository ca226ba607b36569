import { Rational } from '../../src/testing/simulator/rational.js';
import type { Truth, TruthEvent } from './convergence-truth.js';
import { near } from './convergence-oracle.js';
import { LegBook } from './truth-books.js';

/** A fill as a scope tells it. TODO(core): `Fill` of the library. */
export interface FillTold {
  readonly symbol: string;
  readonly positionSide: string;
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
  readonly fees: Readonly<Record<string, string>>;
  readonly feesKnown: boolean;
  readonly inferred: boolean;
  readonly estimated: boolean;
  readonly timestamp: number;
  readonly realizedPnl: string;
  readonly after: { readonly signedAmount: string; readonly entryPrice: string };
}

/** The executions of a leg as the fills that they must be, in the exchange's order. `told` are the scope's: rounded figures are taken from them. */
export function fillsOfTruth({ market, events }: Truth, leg: LegBook, told: readonly FillTold[]): FillTold[] {
  const book = new LegBook(leg.symbol, leg.leg, market);
  const executed = events.filter((event) => event.execution !== null && isOf(event, leg));
  return executed.map((event, at) => {
    const before = book.counts.realized;
    book.add(event);
    return fillOf(event, book, book.counts.realized.minus(before), told[at]);
  });
}

/** The fields of a told fill that an execution has an answer to. */
export function comparable(fill: FillTold): FillTold {
  const {
    symbol,
    positionSide,
    side,
    quantity,
    price,
    fees,
    feesKnown,
    inferred,
    estimated,
    timestamp,
    realizedPnl,
  } = fill;
  const { signedAmount, entryPrice } = fill.after;
  return {
    symbol,
    positionSide,
    side,
    quantity,
    price,
    fees,
    feesKnown,
    inferred,
    estimated,
    timestamp,
    realizedPnl,
    after: { signedAmount, entryPrice },
  };
}

function isOf({ order }: TruthEvent, { symbol, leg }: LegBook): boolean {
  return order.symbol === symbol && order.leg === leg;
}

function fillOf(
  { order, execution, time }: TruthEvent,
  { counts }: LegBook,
  realized: Rational,
  told?: FillTold,
): FillTold {
  const { quantity, price, fee, feeCurrency } = execution as NonNullable<typeof execution>;
  return {
    symbol: order.symbol,
    positionSide: order.leg,
    side: order.side,
    quantity: Rational.of(quantity).toDecimal(),
    price: Rational.of(price).toDecimal(),
    fees: { [feeCurrency]: fee },
    feesKnown: true,
    inferred: false,
    estimated: false,
    timestamp: time,
    realizedPnl: near(told?.realizedPnl, realized),
    after: {
      signedAmount: counts.quantity.toDecimal(),
      entryPrice: near(told?.after.entryPrice, counts.entry),
    },
  };
}
