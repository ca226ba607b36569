import type { OrderUpdate } from '../src/orders/order.js';
import { SeededRandom } from './seeded-random.js';

/** The steps of an order's life, each one update. */
export const STEPS = ['PENDING', 'ACCEPTED', 'PARTIALLY_FILLED', 'PARTIALLY_FILLED', 'FILLED'] as const;
/** The first of the steps that fill something. */
export const FIRST_FILL = 2;
/** How many orders are under way at a time. */
export const AT_A_TIME = 1_000;

/** How orders follow one another. */
export interface Pace {
  /** How many are under way at a time. */
  readonly atATime: number;
  /** How long after an update the next one comes (ms). */
  readonly apartMs: number;
}

/** When the first update comes (ms). */
export const START_MS = 1_700_000_000_000;

const PACE: Pace = { atATime: AT_A_TIME, apartMs: 1 };
const EXCHANGE = 'binance';
const SYMBOLS = 200;
const QUANTITY_DIGITS = 3;
const PRICE_DIGITS = 2;
/** Fees are 0.04 % of quantity x price. */
const FEE_RATE = 4n;
const FEE_DIGITS = QUANTITY_DIGITS + PRICE_DIGITS + 4;
const AVERAGE_DIGITS = 8;

interface Fill {
  readonly quantity: bigint;
  readonly price: bigint;
}

/** The updates of orders numbered from `first`: for each step, one update of each of the `count` orders. */
export function orderLives(first: number, count: number): OrderUpdate[][] {
  const numbers = Array.from({ length: count }, (_, offset) => first + offset);
  return STEPS.map((_, step) => ordersAt(step, numbers));
}

/** The lives of these orders up to a step, in order of time: first the first steps of a thousand, then their second steps, and so on. */
export function livesUpTo(last: number, numbers: readonly number[]): OrderUpdate[] {
  const lives: OrderUpdate[] = [];
  for (let first = 0; first < numbers.length; first += AT_A_TIME) {
    const some = numbers.slice(first, first + AT_A_TIME);
    for (let step = 0; step <= last; step++) lives.push(...ordersAt(step, some));
  }
  return lives;
}

/** The update of one step of each of these orders. */
export function ordersAt(step: number, numbers: readonly number[], pace = PACE): OrderUpdate[] {
  return numbers.map((number) => asReceived(updateOf(number, step, pace)));
}

export function orderId(number: number): string {
  return String(8_000_000_000 + number * 7);
}

function updateOf(number: number, step: number, pace: Pace): OrderUpdate {
  const random = new SeededRandom(number);
  const fills = Array.from({ length: STEPS.length - FIRST_FILL }, (): Fill => ({
    quantity: BigInt(1 + random.below(900)),
    price: BigInt(5_990_000 + random.below(20_000)),
  }));
  return {
    exchange: EXCHANGE,
    symbol: `COIN${random.below(SYMBOLS)}USDT`,
    id: orderId(number),
    clientOrderId: `c-${number}`,
    side: random.below(2) === 0 ? 'BUY' : 'SELL',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: decimal(5_990_000n + BigInt(random.below(20_000)), PRICE_DIGITS),
    amount: decimal(sum(fills.map(({ quantity }) => quantity)), QUANTITY_DIGITS),
    reduceOnly: false,
    positionSide: 'NET',
    status: STEPS[step] ?? 'FILLED',
    ...filledBy(fills.slice(0, Math.max(0, step - FIRST_FILL + 1)), number),
    timestamp: timeOf(number, step, pace),
  };
}

/** Those that are under way together live after those before them. */
function timeOf(number: number, step: number, { atATime, apartMs }: Pace): number {
  const place = number % atATime;
  const before = (number - place) * STEPS.length + step * atATime + place;
  return START_MS + Math.floor(before * apartMs);
}

function filledBy(
  fills: readonly Fill[],
  number: number,
): Pick<OrderUpdate, 'filled'> & Partial<OrderUpdate> {
  const last = fills.at(-1);
  if (last === undefined) return { filled: '0' };
  const filled = sum(fills.map(({ quantity }) => quantity));
  const cost = sum(fills.map(({ quantity, price }) => quantity * price));
  const scale = 10n ** BigInt(AVERAGE_DIGITS - PRICE_DIGITS);
  return {
    filled: decimal(filled, QUANTITY_DIGITS),
    average: decimal((cost * scale) / filled, AVERAGE_DIGITS),
    lastFilled: decimal(last.quantity, QUANTITY_DIGITS),
    lastFilledPrice: decimal(last.price, PRICE_DIGITS),
    tradeId: String(900_000_000 + number * 3 + fills.length),
    fee: decimal(last.quantity * last.price * FEE_RATE, FEE_DIGITS),
    feeCurrency: 'USDT',
  };
}

/** As it comes out of a message: no two updates share a string. */
export function asReceived(update: OrderUpdate): OrderUpdate {
  return JSON.parse(JSON.stringify(update)) as OrderUpdate;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function decimal(units: bigint, digits: number): string {
  const text = units.toString().padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
