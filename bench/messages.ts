import { mapBinance } from '../src/exchanges/binance/binance.mapper.js';
import type { OrderUpdate } from '../src/orders/order.js';
import { binanceMessage } from './exchange-messages.js';
import { AT_A_TIME, ordersAt, STEPS } from './order-lives.js';
import type { Pace } from './order-lives.js';

/** Texts that come one after the other; each call makes them anew. */
export type Messages = () => string[];

/** The lives of orders as an exchange's own text, in portions of one message of each of a thousand orders: first their first steps, then their second. */
export function messagePortions(orders: number, first = 0): Messages[] {
  const portions: Messages[] = [];
  for (let from = first; from < first + orders; from += AT_A_TIME) {
    const count = Math.min(AT_A_TIME, first + orders - from);
    portions.push(...STEPS.map((_, step) => asLines(messagesAt(step, from, count))));
  }
  return portions;
}

/** The message of one step of each of `count` orders from number `first` on. */
export function messagesAt(step: number, first: number, count: number, pace?: Pace): string[] {
  return ordersAt(
    step,
    Array.from({ length: count }, (_, offset) => first + offset),
    pace,
  ).map(messageOf);
}

/** The one order update that a message tells of. */
export function updateIn(message: string): OrderUpdate {
  const [mapped] = mapBinance(message);
  const update = mapped?.kind === 'orders' ? mapped.updates[0] : undefined;
  if (update === undefined) throw new Error('a message of the workload tells of no order');
  return update;
}

/** What Binance sends of a step: an order that is pending here was accepted there already, and its price is amended by the next message. */
function messageOf(update: OrderUpdate): string {
  const isFirst = update.status === 'PENDING';
  const accepted: OrderUpdate = { ...update, status: 'ACCEPTED', price: String(Number(update.price) + 1) };
  return JSON.stringify(binanceMessage(isFirst ? accepted : update));
}

/** Outside the heap until somebody takes them: as whoever reads a socket has it. */
export function asLines(messages: readonly string[]): Messages {
  const text = Buffer.from(messages.join('\n'));
  return () => text.toString('latin1').split('\n');
}
