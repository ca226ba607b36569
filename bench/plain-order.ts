import type { OrderUpdate } from '../src/orders/order.js';
import { FIRST_FILL, ordersAt, STEPS } from './order-lives.js';

/** One execution as JSON tells it. */
export type PlainFill = Pick<OrderUpdate, 'tradeId' | 'fee' | 'feeCurrency' | 'timestamp'> & {
  readonly quantity: string | null | undefined;
  readonly price: string | null | undefined;
};

/** An order as JSON tells it. */
export type PlainOrder = OrderUpdate & { readonly fills: readonly PlainFill[] };

/** An order at a step of its life as a plain object: its latest report, and each of its fills. */
export function plainOrder(number: number, last: number): PlainOrder {
  const updates = STEPS.slice(0, last + 1).map((_, step) => ordersAt(step, [number])[0] as OrderUpdate);
  const fills = updates
    .slice(FIRST_FILL)
    .map(({ tradeId, lastFilled, lastFilledPrice, fee, feeCurrency, timestamp }) => ({
      tradeId,
      quantity: lastFilled,
      price: lastFilledPrice,
      fee,
      feeCurrency,
      timestamp,
    }));
  return { ...(updates.at(-1) as OrderUpdate), fills };
}
