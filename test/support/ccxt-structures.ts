/**
 * ccxt's structures as its own parsers give them: numbers, and undefined wherever an exchange does not tell.
 * https://docs.ccxt.com/#/?id=order-structure, …trade-structure, …position-structure, …market-structure, …balance-structure
 */

/** A moment of the exchange's clock (ms). */
export const T = 1_700_000_000_123;

export const ORDER = {
  info: {}, id: '12345-67890:09876/54321', clientOrderId: 'abc', timestamp: T, datetime: '2023-11-14T22:13:20.123Z', lastTradeTimestamp: T + 20,
  lastUpdateTimestamp: undefined, status: 'open', symbol: 'ETH/BTC', type: 'limit', timeInForce: 'GTC', postOnly: false, reduceOnly: undefined,
  side: 'buy', price: 0.06917684, triggerPrice: undefined, stopPrice: undefined, average: 0.06917684, amount: 1.5, filled: 1.1,
  remaining: 0.4, cost: 0.076094524, trades: [], fee: { cost: 0.0011, currency: 'ETH', rate: 0.001 }, fees: [{ cost: 0.0011, currency: 'ETH' }],
}; // prettier-ignore

export const TRADE = {
  info: {}, id: '12345-67890', timestamp: T, datetime: undefined, symbol: 'ETH/BTC', order: '12345-67890:09876/54321', type: 'limit', side: 'buy',
  takerOrMaker: 'taker', price: 0.06917684, amount: 1e-8, cost: 6.917684e-10, fee: { cost: -1.5e-9, currency: 'ETH', rate: -0.001 }, fees: [],
}; // prettier-ignore

export const POSITION = {
  info: {}, id: undefined, symbol: 'BTC/USDT:USDT', timestamp: T, datetime: undefined, lastUpdateTimestamp: T + 5, isolated: false, hedged: false,
  side: 'short', contracts: 0.006, contractSize: 1, entryPrice: 23_989.61666667, markPrice: 24_000, notional: 144, leverage: 5,
  unrealizedPnl: -0.06, realizedPnl: -0.12, marginMode: 'cross', percentage: -1,
}; // prettier-ignore

export const MARKET = {
  info: {}, id: 'BTCUSD_PERP', symbol: 'BTC/USD:BTC', base: 'BTC', quote: 'USD', settle: 'BTC', type: 'swap', spot: false, swap: true,
  future: false, option: false, contract: true, linear: false, inverse: true, contractSize: 100, active: true, precision: { amount: 1, price: 0.1 },
}; // prettier-ignore

export const BALANCES = {
  info: {}, timestamp: T, datetime: undefined, BTC: { free: 0.1, used: 0.2, total: 0.3 }, USDT: { free: 1e-9, used: 0, total: 1e-9 },
  free: { BTC: 0.1, USDT: 1e-9 }, used: { BTC: 0.2, USDT: 0 }, total: { BTC: 0.3, USDT: 1e-9 }, debt: {},
}; // prettier-ignore
