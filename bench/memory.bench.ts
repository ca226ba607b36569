import type { OrderUpdate } from '../src/orders/order.js';
import { BenchCache } from './bench-cache.js';
import { asReceived, AT_A_TIME, orderId, ordersAt } from './order-lives.js';
import type { Plan } from './plan.js';
import type { Row } from './report.js';
import { collectGarbage } from './rounds.js';

const ACCEPTED = 1;
/** Of an order, where the memory of a fill is measured: what ten more of them take. */
const FILLS = 10;
const MAX_ORDERS = 5_000;
const FEW_ORDERS = 200;

/** What an open order takes of the heap against a plain frozen object of the same fields, and what a fill takes. */
export function memory({ orders: most, rounds }: Plan): Promise<Row[]> {
  const orders = Math.min(most, MAX_ORDERS);
  // What the first call compiles is in the heap too.
  measured(FEW_ORDERS);
  const measurements = Array.from({ length: Math.min(rounds, 3) }, () => measured(orders));
  const rows: Row[] = [
    {
      what: 'memory of an open order, its indexes included / a frozen object of the same fields in a Map',
      values: measurements.map((each) => each.order / each.plain),
      goal: { atMost: 0.6 },
    },
    {
      what: 'memory of an open order, its indexes included',
      values: measurements.map((each) => each.order),
      unit: 'bytes',
    },
    {
      what: 'memory of a fill',
      values: measurements.map((each) => each.fill),
      unit: 'bytes',
      goal: { atMost: 160 },
    },
  ];
  return Promise.resolve(rows);
}

/** Bytes of each. */
function measured(orders: number): Record<'order' | 'plain' | 'fill', number> {
  const views = JSON.stringify(viewsOf(filled(orders, 0), orders));
  const [open, one, many] = [0, 1, 1 + FILLS].map((fills) => heapOf(() => filled(orders, fills)));
  return {
    order: (open as number) / orders,
    plain: heapOf(() => frozen(views)) / orders,
    fill: ((many as number) - (one as number)) / orders / FILLS,
  };
}

/** Bytes that are in use by what is made, and by nothing else. */
function heapOf(make: () => object): number {
  const before = inUse();
  const made = make();
  const bytes = inUse() - before;
  if (Object.keys(made).length < 0) throw new Error('it is gone');
  return bytes;
}

function inUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Orders that are open, with so many fills each, all committed and all positions read. */
function filled(orders: number, fills: number): BenchCache {
  const cache = new BenchCache();
  for (let first = 0; first < orders; first += AT_A_TIME) {
    const numbers = Array.from({ length: Math.min(AT_A_TIME, orders - first) }, (_, at) => first + at);
    for (const update of ordersAt(ACCEPTED, numbers)) {
      cache.take(update);
      for (let fill = 1; fill <= fills; fill++) cache.take(asReceived(fillOf(update, fill)));
    }
    cache.drain();
  }
  cache.position = null;
  return cache;
}

function fillOf(update: OrderUpdate, fill: number): OrderUpdate {
  return {
    ...update,
    status: 'PARTIALLY_FILLED',
    amount: String(FILLS * FILLS),
    filled: String(fill),
    average: update.price,
    lastFilled: '1',
    lastFilledPrice: update.price,
    tradeId: String(Number(update.id) * FILLS * 2 + fill),
    fee: '10.123456',
    feeCurrency: 'USDT',
    timestamp: (update.timestamp as number) + fill,
  };
}

function viewsOf(cache: BenchCache, orders: number): object[] {
  return Array.from({ length: orders }, (_, number) => cache.orders.order(orderId(number)) as object);
}

function frozen(views: string): Map<string, object> {
  const orders = JSON.parse(views) as { readonly id: string }[];
  return new Map(orders.map((order) => [order.id, Object.freeze(order)]));
}
