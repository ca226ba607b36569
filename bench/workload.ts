import type { OrderUpdate } from '../src/orders/order.js';
import { AT_A_TIME, FIRST_FILL, orderLives, STEPS } from './order-lives.js';
import { asText } from './portion.js';
import type { Portion } from './portion.js';

/**
 * The lives of all orders, a thousand at a time: portions of one update each of these thousand, first their first steps, then
 * their second steps, and so on.
 */
export function workload(orders: number): Portion<OrderUpdate>[] {
  const portions: Portion<OrderUpdate>[] = [];
  for (let first = 0; first < orders; first += AT_A_TIME) {
    portions.push(
      ...orderLives(first, Math.min(AT_A_TIME, orders - first)).map((updates) => asText(updates)),
    );
  }
  return portions;
}

/** Whether a portion, by its number, holds fills. */
export function isFills(portion: number): boolean {
  return portion % STEPS.length >= FIRST_FILL;
}
