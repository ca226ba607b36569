import type { OrderStatus, OrderUpdate } from '../../../src/orders/order.js';
import {
  FEE_DIGITS,
  integer,
  NumberedUpdates,
  PRICE_DIGITS,
  QUANTITY_DIGITS,
} from '../children/numbered-updates.js';
import type { StreamOptions } from '../children/numbered-updates.js';

/** What an order is from one update on. */
export interface OrderStep {
  readonly number: number;
  readonly status: OrderStatus;
  readonly filled: bigint;
}

/** What a symbol's position is from one fill on, as integers. */
export interface PositionStep {
  readonly number: number;
  readonly quantity: bigint;
  /** What was received less what was paid. */
  readonly cash: bigint;
  readonly fees: bigint;
}

/** One order through its life; `steps` is never empty. */
export interface ExpectedOrder {
  readonly symbol: string;
  readonly steps: OrderStep[];
}

/**
 * What must come of a numbered stream, after each of its updates: kept by adding up integers, nothing of the product in it. No update is
 * for an order that was told of by the one before in other words, so that each step of an order differs from all others.
 */
export class ExpectedBook {
  readonly orders = new Map<string, ExpectedOrder>();
  /** By symbol; each begins flat. */
  readonly positions = new Map<string, PositionStep[]>();
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
    const step: OrderStep = {
      number,
      status: status as OrderStatus,
      filled: integer(filled, QUANTITY_DIGITS),
    };
    const order = this.orders.get(id as string);
    if (order === undefined) this.orders.set(id as string, { symbol, steps: [step] });
    else order.steps.push(step);
    const steps = this.positionOf(symbol);
    if (lastFilled == null || lastFilledPrice == null) return;
    const last = steps.at(-1) as PositionStep;
    const quantity = integer(lastFilled, QUANTITY_DIGITS) * (side === 'BUY' ? 1n : -1n);
    steps.push({
      number,
      quantity: last.quantity + quantity,
      cash: last.cash - quantity * integer(lastFilledPrice, PRICE_DIGITS),
      fees: last.fees + integer(fee as string, FEE_DIGITS),
    });
  }

  private positionOf(symbol: string): PositionStep[] {
    let steps = this.positions.get(symbol);
    if (steps === undefined) {
      steps = [{ number: 0, quantity: 0n, cash: 0n, fees: 0n }];
      this.positions.set(symbol, steps);
    }
    return steps;
  }
}
