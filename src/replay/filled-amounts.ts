import { canonicalDecimal } from '../decimal/decimal-text.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import type { OrderUpdate } from '../orders/order.js';
import { legKey, legOfOrder, orderName } from './leg.js';
import type { Leg } from './replay-target.js';
import type { StreamLine } from './stream.js';

/**
 * What the orders of a leg filled, by the exchange's own cumulative amounts: their updates may come twice, late or not at all. The
 * replay checks the cache with it, beside the position messages.
 */
export class FilledAmounts {
  private readonly byOrder: Map<string, bigint>;
  private sum = 0n;

  /** @param before what each order had filled before, by its name: that does not count. */
  constructor(before: ReadonlyMap<string, bigint> = new Map()) {
    this.byOrder = new Map(before);
  }

  /** What was bought less what was sold; in 10^-18. */
  get total(): bigint {
    return this.sum;
  }

  /** Takes in an update. @returns what it adds, signed; 0 if that was reported before, or if it is malformed. */
  add(update: OrderUpdate): bigint {
    const name = orderName(update);
    const known = this.byOrder.get(name) ?? 0n;
    const filled = amountOf(update.filled) ?? 0n;
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

/**
 * What the orders of a leg had filled before a recording began, by their names: the least that one of their reports has beyond its
 * own fill. A start has that in it. A report that does not tell its fill tells nothing of it.
 */
export function filledBefore(lines: readonly StreamLine[], leg: Leg): ReadonlyMap<string, bigint> {
  const before = new Map<string, bigint>();
  for (const line of lines) {
    if (line.kind !== 'order' || legKey(legOfOrder(line)) !== legKey(leg)) continue;
    const [filled, last] = [amountOf(line.update.filled), amountOf(line.update.lastFilled)];
    const beyond = filled === null || last === null || filled < last ? 0n : filled - last;
    const name = orderName(line.update);
    const known = before.get(name);
    if (known === undefined || beyond < known) before.set(name, beyond);
  }
  return before;
}

/** An amount of an update that may be malformed: then the cache will reject it. */
function amountOf(text: unknown): bigint | null {
  const decimal = typeof text === 'string' ? canonicalDecimal(text) : null;
  return decimal === null ? null : toFixedPoint(decimal);
}
