import { mapBinance } from '../src/exchanges/binance/binance.mapper.js';
import type { OrderStatus, OrderUpdate } from '../src/orders/order.js';
import { AT_A_TIME, ordersAt, STEPS } from './order-lives.js';

/** The words of Binance for the steps of an order's life, and for what happened to it. */
const WORDS: Partial<Record<OrderStatus, readonly [status: string, execution: string]>> = {
  PENDING: ['NEW', 'NEW'],
  ACCEPTED: ['NEW', 'AMENDMENT'],
  PARTIALLY_FILLED: ['PARTIALLY_FILLED', 'TRADE'],
  FILLED: ['FILLED', 'TRADE'],
};

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
export function messagesAt(step: number, first: number, count: number): string[] {
  return ordersAt(
    step,
    Array.from({ length: count }, (_, offset) => first + offset),
  ).map((update) => messageOf(update, step));
}

/** The one order update that a message tells of. */
export function updateIn(message: string): OrderUpdate {
  const [mapped] = mapBinance(message);
  const update = mapped?.kind === 'orders' ? mapped.updates[0] : undefined;
  if (update === undefined) throw new Error('a message of the workload tells of no order');
  return update;
}

/** An `ORDER_TRADE_UPDATE` of USDT-M, with the fields that Binance sends. */
function messageOf(update: OrderUpdate, step: number): string {
  const [status, execution] = WORDS[update.status as OrderStatus] ?? ['NEW', 'NEW'];
  const at = update.timestamp as number;
  return JSON.stringify({
    e: 'ORDER_TRADE_UPDATE',
    T: at,
    E: at + 2,
    o: {
      s: update.symbol,
      c: update.clientOrderId,
      S: update.side,
      o: update.type,
      f: update.timeInForce,
      q: update.amount,
      p: step === 0 ? String(Number(update.price) + 1) : update.price,
      ap: update.average ?? '0',
      sp: '0',
      x: execution,
      X: status,
      i: Number(update.id),
      l: update.lastFilled ?? '0',
      z: update.filled,
      L: update.lastFilledPrice ?? '0',
      n: update.fee ?? '0',
      N: update.feeCurrency ?? 'USDT',
      T: at,
      t: Number(update.tradeId ?? 0),
      b: '0',
      a: '0',
      m: true,
      R: false,
      wt: 'CONTRACT_PRICE',
      ot: update.type,
      ps: 'BOTH',
      cp: false,
      rp: '0',
      pP: false,
      si: 0,
      ss: 0,
      V: 'EXPIRE_MAKER',
      pm: 'NONE',
      gtd: 0,
    },
  });
}

/** Outside the heap until somebody takes them: as whoever reads a socket has it. */
function asLines(messages: readonly string[]): Messages {
  const text = Buffer.from(messages.join('\n'));
  return () => text.toString('latin1').split('\n');
}
