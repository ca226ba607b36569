import { expect } from '@jest/globals';
import { mapBinance } from '../../src/exchanges/binance/binance.mapper.js';
import type { Mapped } from '../../src/exchanges/mapped.js';
import type { OrderUpdate } from '../../src/orders/order.js';
import { checkUpdate } from '../../src/orders/update-check.js';

/**
 * Shapes of the examples on
 * https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams/Event-Order-Update
 * https://developers.binance.com/docs/derivatives/coin-margined-futures/user-data-streams/Event-Order-Update
 * https://developers.binance.com/docs/derivatives/portfolio-margin/user-data-streams/Event-Futures-Balance-and-Position-Update
 */
/** A moment of the exchange's clock (ms). */
export const T = 1_700_000_000_123;

/** An `executionReport`. */
export const SPOT = {
  e: 'executionReport', E: T + 1, s: 'ETHBTC', c: 'mine', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '1.00000000', p: '0.10264410',
  P: '0.00000000', F: '0.00000000', g: -1, C: '', x: 'NEW', X: 'NEW', r: 'NONE', i: 4293153, l: '0.00000000', z: '0.00000000',
  L: '0.00000000', n: '0', N: null, T, t: -1, v: 3, I: 8641984, w: true, m: false, M: false, O: T, Z: '0.00000000', Y: '0.00000000',
  Q: '0.00000000', W: T, V: 'NONE',
}; // prettier-ignore

/** The order of an `ORDER_TRADE_UPDATE`. */
const FUTURES = {
  s: 'BTCUSD_200925', c: 'TEST', S: 'SELL', o: 'TRAILING_STOP_MARKET', f: 'GTC', q: '2', p: '0', ap: '0', sp: '9103.1', x: 'NEW', X: 'NEW',
  i: 8888888, l: '0', z: '0', L: '0', ma: 'BTC', N: 'BTC', n: '0', T, t: 0, rp: '0', b: '0', a: '0', m: false, R: false,
  wt: 'CONTRACT_PRICE', ot: 'TRAILING_STOP_MARKET', ps: 'LONG', cp: false, AP: '9476.8', cr: '5.0', pP: false,
}; // prettier-ignore

/** An `ORDER_TRADE_UPDATE` of COIN-M. */
export function futures(order: object): unknown {
  return { e: 'ORDER_TRADE_UPDATE', E: T + 1, T, i: 'SfsR', o: { ...FUTURES, ...order } };
}

/** An `ACCOUNT_UPDATE` of USDT-M. */
export function account(data: object, event: object = {}): unknown {
  return { e: 'ACCOUNT_UPDATE', E: T + 1, T, ...event, a: { m: 'ORDER', B: [], P: [], ...data } };
}

/** What a message tells, which is one thing. */
export function only(mapped: readonly Mapped[]): Mapped {
  expect(mapped).toHaveLength(1);
  return mapped[0] as Mapped;
}

/** The order that a message tells, which the cache would take as it is. */
export function order(message: unknown): OrderUpdate {
  const mapped = only(mapBinance(message));
  const update = mapped.kind === 'orders' ? mapped.updates[0] : undefined;
  checkUpdate(update as OrderUpdate, null);
  return update as OrderUpdate;
}
