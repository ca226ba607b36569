import type { OrderUpdate } from '../../orders/order.js';

const BEGIN = 1_700_000_000_000;
/** Updates that one order lives through. */
export const UPDATES_PER_ORDER = 5;

/**
 * The lives of orders, one after the other: PENDING, ACCEPTED, PARTIALLY_FILLED twice, FILLED. Orders go round the symbols
 * and buy and sell in turn, so that positions open and close. A workload for benchmarks: nothing in it is late or lost.
 */
export function* orderLives(orders: number, symbols: number): IterableIterator<OrderUpdate> {
  for (let at = 0; at < orders; at++) yield* orderLife(at, symbols);
}

function orderLife(at: number, symbols: number): readonly OrderUpdate[] {
  const cents = 10_000 + (at % 1_000);
  const price = (fill: number): string =>
    `${Math.floor((cents + fill) / 100)}.${String((cents + fill) % 100).padStart(2, '0')}`;
  const place = {
    exchange: 'simulated',
    symbol: `S${at % symbols}USDT-PERP`,
    id: String(1_000_000_000 + at),
    clientOrderId: `c-${at}`,
    side: Math.floor(at / symbols) % 2 === 0 ? 'BUY' : 'SELL',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: price(9),
    amount: '0.3',
    positionSide: 'NET',
  } as const;
  const time = BEGIN + at * UPDATES_PER_ORDER;
  // The averages of 0.1 at each of three prices one cent apart.
  const fills = [
    { filled: '0.1', average: price(0), lastFilledPrice: price(0) },
    { filled: '0.2', average: `${price(0)}5`, lastFilledPrice: price(1) },
    { filled: '0.3', average: price(1), lastFilledPrice: price(2) },
  ];
  return [
    { ...place, status: 'PENDING', filled: '0', timestamp: time },
    { ...place, status: 'ACCEPTED', filled: '0', timestamp: time + 1 },
    ...fills.map((fill, index): OrderUpdate => ({
      ...place,
      ...fill,
      status: index === fills.length - 1 ? 'FILLED' : 'PARTIALLY_FILLED',
      lastFilled: '0.1',
      tradeId: `${at}-${index}`,
      fee: '0.004',
      feeCurrency: 'USDT',
      timestamp: time + 2 + index,
    })),
  ];
}
