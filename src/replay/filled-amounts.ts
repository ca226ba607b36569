import { toFixedPoint } from '../decimal/fixed-point.js';
import type { OrderUpdate } from '../orders/order.js';
import { orderName } from './leg.js';

/** What the orders of a leg filled, by the exchange's own cumulative amounts: their updates may come twice, late or not at all. */
export class FilledAmounts {
  private readonly byOrder = new Map<string, bigint>();
  private sum = 0n;

  /** What was bought less what was sold; in 10^-18. */
  get total(): bigint {
    return this.sum;
  }

  /** Takes in an update that the cache accepted. @returns what it adds, signed; 0 if that was told before. */
  add(update: OrderUpdate): bigint {
    const name = orderName(update);
    const known = this.byOrder.get(name) ?? 0n;
    const filled = toFixedPoint(update.filled);
    if (filled <= known) return 0n;
    this.byOrder.set(name, filled);
    const added = signed(filled - known, update);
    this.sum += added;
    return added;
  }
}

/** A quantity of an order as it moves its position. */
export function signed(quantity: bigint, { side }: OrderUpdate): bigint {
  return side === 'BUY' ? quantity : -quantity;
}
