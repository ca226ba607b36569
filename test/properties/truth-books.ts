import { Rational } from '../../src/testing/simulator/rational.js';
import { MARKET } from './accounting-modes.js';
import { AccountingOracle } from './accounting-oracle.js';
import type { Leg } from './accounting-oracle.js';
import type { Truth, TruthEvent } from './convergence-truth.js';

/** What the simulated exchange holds of one leg. */
export interface HeldLeg {
  readonly symbol: string;
  readonly leg: Leg;
  readonly signedAmount: string;
  readonly entryPrice: string;
  /** Whether it owes what was closed before it was opened. */
  readonly isOwing: boolean;
}

/** One leg of the books: counted in fractions, from executions and not from messages. */
export class LegBook {
  readonly counts: AccountingOracle;
  readonly fees = new Map<string, Rational>();
  openedAt: number | null = null;
  closedAt: number | null = null;
  /** Whether it ever owed: when it was opened is a matter of taste then. */
  everOwed = false;

  constructor(
    readonly symbol: string,
    readonly leg: Leg,
    { kind, contractSize }: Truth['market'],
  ) {
    this.counts = new AccountingOracle(kind, leg, Rational.of(contractSize));
  }

  add({ order, execution, time }: TruthEvent): void {
    if (execution === null) return;
    const { quantity, price, fee, feeCurrency } = execution;
    const before = this.counts.quantity.sign;
    const feeInBase = feeCurrency === MARKET.base ? fee : null;
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- no array
    this.counts.fill({ side: order.side, quantity, price, feeInBase });
    this.fees.set(feeCurrency, (this.fees.get(feeCurrency) ?? Rational.ZERO).plus(Rational.of(fee)));
    const after = this.counts.quantity.sign;
    if (after !== 0 && after !== before) [this.openedAt, this.closedAt] = [time, null];
    if (after === 0 && before !== 0) [this.openedAt, this.closedAt] = [null, time];
    this.everOwed ||= this.counts.owed.sign !== 0;
  }
}

/** The books of a simulated exchange after some of its events. */
export class TruthBooks {
  readonly legs = new Map<string, LegBook>();

  constructor(private readonly market: Truth['market']) {}

  add(event: TruthEvent): void {
    const { symbol, leg } = event.order;
    if (event.execution === null) return;
    const key = `${symbol} ${leg}`;
    const book = this.legs.get(key) ?? new LegBook(symbol, leg, this.market);
    this.legs.set(key, book);
    book.add(event);
  }
}

/** What is held of each leg that an order of the truth works on, after the event at a place. */
export function heldAt({ market, orders, events }: Truth, at: number): readonly HeldLeg[] {
  const books = new TruthBooks(market);
  for (const event of events.slice(0, at + 1)) books.add(event);
  const legs = new Map(orders.map(({ symbol, leg }) => [`${symbol} ${leg}`, { symbol, leg }]));
  return Array.from(legs, ([key, { symbol, leg }]) => {
    const counts = books.legs.get(key)?.counts;
    return {
      symbol,
      leg,
      signedAmount: counts?.quantity.toDecimal() ?? '0',
      entryPrice: counts?.entry.toDecimal() ?? '0',
      isOwing: counts !== undefined && counts.owed.sign !== 0,
    };
  });
}
