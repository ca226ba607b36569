import type { OrderUpdate } from '../../../src/orders/order.js';
import { seededRandom } from '../seeded-random.js';

/** What decides a stream of updates: the same options always make the same one. */
export interface StreamOptions {
  readonly seed: number;
  readonly exchange: string;
  /** Over how many symbols orders are spread. */
  readonly symbols: number;
  /** How many orders are under way at a time. */
  readonly live: number;
  /** Whether orders are only ever accepted and then filled at once: two updates an order. */
  readonly plain: boolean;
}

/** Digits after the point of quantities, prices and fees: the numbers below are integers in these units. */
export const QUANTITY_DIGITS = 3;
export const PRICE_DIGITS = 2;
export const FEE_DIGITS = 6;

const BEGIN = 1_700_000_000_000;

interface LiveOrder {
  readonly id: string;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  readonly amount: number;
  filled: number;
}

/** Order updates that are told apart by their number, the first being 1. An update never repeats what an earlier one of its order said. */
export class NumberedUpdates {
  /** The number of the last update. */
  number = 0;
  private readonly random: () => number;
  private readonly live: LiveOrder[] = [];
  private orders = 0;

  constructor(private readonly options: StreamOptions) {
    this.random = seededRandom(options.seed);
  }

  /** The stream after an update. */
  static after(number: number, options: StreamOptions): NumberedUpdates {
    const stream = new NumberedUpdates(options);
    while (stream.number < number) stream.next();
    return stream;
  }

  next(): OrderUpdate {
    this.number++;
    const places = this.live.length < this.options.live && this.random() < 0.45;
    if (this.live.length === 0 || places) return this.place();
    const at = this.below(this.live.length);
    return this.options.plain || this.random() < 0.75 ? this.fill(at) : this.end(at);
  }

  private place(): OrderUpdate {
    const order: LiveOrder = {
      id: `${this.options.seed}-${++this.orders}`,
      symbol: `S${this.below(this.options.symbols)}`,
      side: this.random() < 0.5 ? 'BUY' : 'SELL',
      price: 9_000 + this.below(2_000),
      amount: 1 + this.below(50_000),
      filled: 0,
    };
    this.live.push(order);
    return this.say(order, 'ACCEPTED');
  }

  private fill(at: number): OrderUpdate {
    const order = this.live[at] as LiveOrder;
    const remaining = order.amount - order.filled;
    const isLast = this.options.plain || remaining < 2 || this.random() < 0.4;
    const quantity = isLast ? remaining : 1 + this.below(remaining - 1);
    order.filled += quantity;
    if (isLast) this.live.splice(at, 1);
    return {
      ...this.say(order, isLast ? 'FILLED' : 'PARTIALLY_FILLED'),
      lastFilled: decimal(quantity, QUANTITY_DIGITS),
      lastFilledPrice: decimal(order.price + this.below(100), PRICE_DIGITS),
      tradeId: `t${this.number}`,
      fee: decimal(1 + this.below(9_000), FEE_DIGITS),
      feeCurrency: 'USDT',
    };
  }

  private end(at: number): OrderUpdate {
    const [order] = this.live.splice(at, 1) as [LiveOrder];
    return this.say(order, this.random() < 0.8 ? 'CANCELED' : 'EXPIRED');
  }

  private say(order: LiveOrder, status: OrderUpdate['status']): OrderUpdate {
    const { id, symbol, side } = order;
    return {
      exchange: this.options.exchange,
      symbol,
      id,
      status,
      side,
      type: 'LIMIT',
      price: decimal(order.price, PRICE_DIGITS),
      amount: decimal(order.amount, QUANTITY_DIGITS),
      filled: decimal(order.filled, QUANTITY_DIGITS),
      timestamp: BEGIN + this.number,
    };
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
}

/** An integer as a decimal with so many digits after its point, no trailing zeros. */
export function decimal(integer: number | bigint, digits: number): string {
  const sign = integer < 0 ? '-' : '';
  const text = String(integer)
    .replace('-', '')
    .padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return `${sign}${text.slice(0, -digits)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A decimal as an integer of so many digits after its point. */
export function integer(text: string, digits: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(digits, '0'));
}
