import type { OrderUpdate } from '../../src/index.js';

/** A moment of the exchange's clock; tests count milliseconds from it. */
export const T = 1_700_000_000_000;

const ORDER = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  id: '7',
  side: 'BUY',
  type: 'LIMIT',
  price: '100',
  amount: '10',
  filled: '0',
  status: 'ACCEPTED',
  timestamp: T,
} as const satisfies OrderUpdate;

/** An update of one order: a limit order to buy 10 at 100, accepted at `T`, but for what is given. */
export function update(fields: Partial<OrderUpdate> = {}): OrderUpdate {
  return { ...ORDER, ...fields };
}

/** An update that names a fill: so much altogether, the last of it at a price, with what else is given. */
export function fill(
  filled: string,
  lastFilled: string,
  price: string,
  fields: Partial<OrderUpdate> = {},
): OrderUpdate {
  return update({
    status: 'PARTIALLY_FILLED',
    filled,
    lastFilled,
    lastFilledPrice: price,
    tradeId: `t${filled}`,
    ...fields,
  });
}

/** An order that is filled at once. */
export function traded(
  id: string,
  side: 'BUY' | 'SELL',
  amount: string,
  price: string,
  fields: Partial<OrderUpdate> = {},
): OrderUpdate {
  return fill(amount, amount, price, { id, side, amount, status: 'FILLED', tradeId: id, ...fields });
}

/** The contract's own example of an update: the first fill of an order. */
export const FIRST_FILL = {
  exchange: 'binance',
  symbol: 'BTCUSDT-PERP',
  id: '7',
  status: 'PARTIALLY_FILLED',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '100',
  amount: '2',
  filled: '1',
  average: '100',
  lastFilled: '1',
  lastFilledPrice: '100',
  tradeId: '31',
  fee: '0.04',
  feeCurrency: 'USDT',
  timestamp: T,
} as const satisfies OrderUpdate;
