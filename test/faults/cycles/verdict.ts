import { Rational } from '../../../src/testing/simulator/rational.js';
import type { Order } from '../../../src/orders/order.js';
import type { Position } from '../../../src/positions/position.js';
import { decimal, FEE_DIGITS, integer, PRICE_DIGITS, QUANTITY_DIGITS } from '../children/numbered-updates.js';
import type { ExpectedBook, ExpectedOrder, OrderStep } from './expected-book.js';
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
  /** Orders that no update makes what they are, and positions that are not what the orders that are there add up to. */
  readonly miscounted: number;
  /** Whatever no crash may leave behind, in words; what is miscounted too. */
  readonly faults: readonly string[];
}

/** Entries are rounded to 18 digits; quantities are far below a billion. */
const ROUNDING = Rational.of('0.000000001');

/** What the orders of a symbol add up to. */
interface Sum {
  readonly quantity: bigint;
  readonly cash: bigint;
  readonly fees: bigint;
}

const NOTHING: Sum = { quantity: 0n, cash: 0n, fees: 0n };

/**
 * Compares what a store has with what must come of the stream. Each order must be what one of its updates made it, and each position exactly
 * what its orders, as they are there, add up to; which update that is may differ from order to order, because each is a record of its own.
 * Whatever is older than what was acknowledged is counted as lost, and is valid otherwise.
 */
export function verdictOn(found: FoundState, book: ExpectedBook, { acknowledged, sent }: Bounds): Verdict {
  book.growTo(sent);
  const miscounted: string[] = [];
  const sums = new Map<string, Sum>();
  /** Symbols of orders that are wrong themselves. */
  const unknown = new Set<string>();
  let lost = 0;
  for (const [id, order] of book.orders) {
    const { symbol, steps, side } = order;
    if ((steps[0] as OrderStep).number > sent) continue;
    const at = stepOf(found.orders.get(id), order, sent);
    if (at === null) {
      unknown.add(symbol);
      miscounted.push(`order ${id} is not what any of its updates make it: ${shown(found, id)}`);
      continue;
    }
    lost += Math.max(0, lastUpTo(steps, acknowledged) - at);
    const step = steps[at];
    if (step === undefined) continue;
    const { quantity, cash, fees } = sums.get(symbol) ?? NOTHING;
    sums.set(symbol, {
      quantity: quantity + (side === 'BUY' ? step.filled : -step.filled),
      cash: cash + step.cash,
      fees: fees + step.fees,
    });
  }
  for (const symbol of new Set([...sums.keys(), ...found.positions.keys()])) {
    const sum = sums.get(symbol) ?? NOTHING;
    if (!unknown.has(symbol) && !isSum(found.positions.get(symbol), sum))
      miscounted.push(wrongPosition(symbol, found.positions.get(symbol), sum));
  }
  for (const id of found.orders.keys())
    if (!book.orders.has(id)) miscounted.push(`order ${id} was never sent`);
  const faults = [...found.faults, ...miscounted];
  if (![...found.openIds].every((id) => found.toldOpen.has(id)) || found.openIds.size !== found.toldOpen.size)
    faults.push(`${found.toldOpen.size} orders are told to be open, and ${found.openIds.size} are`);
  return { lost, miscounted: miscounted.length, faults };
}

function isSum(position: Position | undefined, { quantity, cash, fees }: Sum): boolean {
  if (position === undefined) return quantity === 0n && cash === 0n && fees === 0n;
  return (
    integer(position.signedAmount, QUANTITY_DIGITS) === quantity &&
    integer(position.fees['USDT'] ?? '0', FEE_DIGITS) === fees &&
    hasCash(position, cash)
  );
}

/** Whether the realized profit, less what is held at its entry, is the money that flowed. */
function hasCash({ signedAmount, entryPrice, realizedPnl }: Position, cash: bigint): boolean {
  const held = Rational.of(signedAmount).times(Rational.of(entryPrice));
  const expected = Rational.of(decimal(cash, QUANTITY_DIGITS + PRICE_DIGITS));
  return Rational.of(realizedPnl).minus(held).minus(expected).magnitude().compare(ROUNDING) <= 0;
}

/** The last of its steps that makes an order what it is; -1 for one that is not there, null if none does. */
function stepOf(order: Order | undefined, { steps }: ExpectedOrder, sent: number): number | null {
  if (order === undefined) return -1;
  const filled = integer(order.filled, QUANTITY_DIGITS);
  const at = steps.findLastIndex(
    (step) => step.number <= sent && step.filled === filled && step.status === order.status,
  );
  return at < 0 ? null : at;
}

function wrongPosition(symbol: string, position: Position | undefined, { quantity, fees }: Sum): string {
  const { signedAmount, entryPrice, realizedPnl, fees: paid, updatedAt } = position ?? {};
  const held = JSON.stringify({ signedAmount, entryPrice, realizedPnl, fees: paid, updatedAt });
  return (
    `the position of ${symbol} is ${held}, not what its orders add up to: ` +
    `${decimal(quantity, QUANTITY_DIGITS)} with fees of ${decimal(fees, FEE_DIGITS)}`
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
