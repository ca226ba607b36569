import type { OrderStatus, OrderUpdate } from '../../../src/orders/order.js';
import {
  FEE_DIGITS,
  integer,
  NumberedUpdates,
  PRICE_DIGITS,
  QUANTITY_DIGITS,
} from '../children/numbered-updates.js';
import type { StreamOptions } from '../children/numbered-updates.js';

/** What an order is from one update on, and what its fills by then did to the position of its symbol, as integers. */
export interface OrderStep {
  readonly number: number;
  readonly status: OrderStatus;
  readonly filled: bigint;
  /** What was received less what was paid. */
  readonly cash: bigint;
  readonly fees: bigint;
}

/** One order through its life; `steps` is never empty. */
export interface ExpectedOrder {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly steps: OrderStep[];
}

/**
 * What must come of a numbered stream, after each of its updates: kept by adding up integers, nothing of the product in it. No update is
 * for an order that was told of by the one before in other words, so that each step of an order differs from all others.
 */
export class ExpectedBook {
  readonly orders = new Map<string, ExpectedOrder>();
  private readonly stream: NumberedUpdates;

  constructor(readonly options: StreamOptions) {
    this.stream = new NumberedUpdates(options);
  }

  /** Knows what must come of the stream up to an update. */
  growTo(number: number): void {
    while (this.stream.number < number) {
      const update = this.stream.next();
      this.count(update, this.stream.number);
    }
  }

  private count(update: OrderUpdate, number: number): void {
    const { id, symbol, side, status, filled, lastFilled, lastFilledPrice, fee } = update;
    const order = this.orders.get(id as string);
    const before = order?.steps.at(-1) ?? { cash: 0n, fees: 0n };
    const quantity = integer(lastFilled ?? '0', QUANTITY_DIGITS) * (side === 'BUY' ? 1n : -1n);
    const step: OrderStep = {
      number,
      status: status as OrderStatus,
      filled: integer(filled, QUANTITY_DIGITS),
      cash: before.cash - quantity * integer(lastFilledPrice ?? '0', PRICE_DIGITS),
      fees: before.fees + integer(fee ?? '0', FEE_DIGITS),
    };
    if (order === undefined) this.orders.set(id as string, { symbol, side, steps: [step] });
    else order.steps.push(step);
  }
}
