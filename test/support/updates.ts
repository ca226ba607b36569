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
