import { Rational } from '../../../src/testing/simulator/rational.js';
import type { Order } from '../../../src/orders/order.js';
import type { Position } from '../../../src/positions/position.js';
import { decimal, FEE_DIGITS, integer, PRICE_DIGITS, QUANTITY_DIGITS } from '../children/numbered-updates.js';
import type { ExpectedBook, ExpectedOrder, OrderStep, PositionStep } from './expected-book.js';
import type { FoundState } from './found-state.js';

/** How far a stream had come when its writer ended. */
export interface Bounds {
  /** The number of the last update that was acknowledged as committed. */
  readonly acknowledged: number;
  /** The number of the last update that may have been applied at all. */
  readonly sent: number;
}

/** What became of a stream in a store. */
export interface Verdict {
  /** Acknowledged updates whose effect on their order is not there. */
  readonly lost: number;
  /** Positions and orders that no number of the updates, each counted once, makes what they are. */
  readonly miscounted: number;
  /** Whatever no crash may leave behind, in words; what is miscounted too. */
  readonly faults: readonly string[];
}

/** Entries are rounded to 18 digits; quantities are far below a billion. */
const ROUNDING = Rational.of('0.000000001');

/**
 * Compares what a store has with what must come of the stream. Each position must be exactly what the updates of its symbol up to one of
 * them add up to, and its orders be filled exactly as far; which update that is may differ from symbol to symbol. Whatever is older
 * than what was acknowledged is counted as lost, and is valid otherwise.
 */
export function verdictOn(found: FoundState, book: ExpectedBook, bounds: Bounds): Verdict {
  const { acknowledged, sent } = bounds;
  book.growTo(sent);
  const miscounted: string[] = [];
  const counted = new Map<string, PositionStep>();
  for (const [symbol, steps] of book.positions) {
    const step = stepOf(found.positions.get(symbol), steps, sent);
    if (step === null) miscounted.push(wrongPosition(symbol, found.positions.get(symbol), steps, bounds));
    else counted.set(symbol, step);
  }
  let lost = 0;
  for (const [id, order] of book.orders) {
    if ((order.steps[0] as OrderStep).number > sent) continue;
    const upTo = counted.get(order.symbol);
    if (upTo === undefined) continue;
    const at = orderStepOf(found.orders.get(id), order, upTo.number, sent);
    if (at === null)
      miscounted.push(`order ${id} is not what any of its updates make it: ${shown(found, id)}`);
    else lost += Math.max(0, lastUpTo(order.steps, acknowledged) - at);
  }
  for (const id of found.orders.keys())
    if (!book.orders.has(id)) miscounted.push(`order ${id} was never sent`);
  const faults = [...found.faults, ...miscounted];
  if (![...found.openIds].every((id) => found.toldOpen.has(id)) || found.openIds.size !== found.toldOpen.size)
    faults.push(`${found.toldOpen.size} orders are told to be open, and ${found.openIds.size} are`);
  for (const [symbol, { number }] of counted) {
    const steps = book.positions.get(symbol) as PositionStep[];
    // An order that was not lost shows that its fills are counted; a position that is behind all the same is seen here.
    if (number < (steps[lastUpTo(steps, acknowledged)] as PositionStep).number && lost === 0)
      faults.push(`the position of ${symbol} lacks acknowledged fills`);
  }
  return { lost, miscounted: miscounted.length, faults };
}

/** The last step that makes the position what it is, or null. */
function stepOf(
  position: Position | undefined,
  steps: readonly PositionStep[],
  sent: number,
): PositionStep | null {
  if (position === undefined) return steps[0] as PositionStep;
  const quantity = integer(position.signedAmount, QUANTITY_DIGITS);
  const fees = integer(position.fees['USDT'] ?? '0', FEE_DIGITS);
  for (let at = lastUpTo(steps, sent); at >= 0; at--) {
    const step = steps[at] as PositionStep;
    if (step.quantity === quantity && step.fees === fees && hasCash(position, step.cash)) return step;
  }
  return null;
}

/** Whether the realized profit, less what is held at its entry, is the money that flowed. */
function hasCash({ signedAmount, entryPrice, realizedPnl }: Position, cash: bigint): boolean {
  const held = Rational.of(signedAmount).times(Rational.of(entryPrice));
  const expected = Rational.of(decimal(cash, QUANTITY_DIGITS + PRICE_DIGITS));
  return Rational.of(realizedPnl).minus(held).minus(expected).magnitude().compare(ROUNDING) <= 0;
}

/**
 * Which of its steps an order stands at; -1 for one that is not there, null if it is at none. A position may be committed before its order:
 * the order then comes back filled as far, and working.
 */
function orderStepOf(
  order: Order | undefined,
  { steps }: ExpectedOrder,
  counted: number,
  sent: number,
): number | null {
  const filledTo = (steps[lastUpTo(steps, counted)] ?? { filled: 0n }).filled;
  if (order === undefined) return -1;
  const filled = integer(order.filled, QUANTITY_DIGITS);
  if (filled !== filledTo) return null;
  const last = lastUpTo(steps, sent);
  for (let at = last; at >= 0; at--) {
    const step = steps[at] as OrderStep;
    if (step.filled === filled && step.status === order.status) return at;
  }
  const atFill = steps.findIndex((step) => step.filled === filled);
  // As far as its last fill, whose status was not committed.
  return order.status === 'PARTIALLY_FILLED' && atFill > 0 && atFill <= last ? atFill - 1 : null;
}

function wrongPosition(
  symbol: string,
  position: Position | undefined,
  steps: readonly PositionStep[],
  { acknowledged, sent }: Bounds,
): string {
  const from = Math.max(0, lastUpTo(steps, acknowledged));
  const expected = steps
    .slice(from, lastUpTo(steps, sent) + 1)
    .map(({ number, quantity, fees }) =>
      [number, decimal(quantity, QUANTITY_DIGITS), decimal(fees, FEE_DIGITS)].join(' '),
    );
  const { signedAmount, entryPrice, realizedPnl, fees, updatedAt } = position ?? {};
  return (
    `the position of ${symbol} is not what any of its updates make it: ` +
    `${JSON.stringify({ signedAmount, entryPrice, realizedPnl, fees, updatedAt })}, not one of ${expected.join(', ')}`
  );
}

/** The index of the last step up to an update, or -1. */
function lastUpTo(steps: readonly { readonly number: number }[], number: number): number {
  return steps.findLastIndex((step) => step.number <= number);
}

function shown({ orders }: FoundState, id: string): string {
  const order = orders.get(id);
  return order === undefined ? 'it is not there' : `${order.status} with ${order.filled} filled`;
}
