import type { BalanceUpdate } from '../../balances/balance.js';
import type { InstrumentDefinition } from '../../instruments/instrument.js';
import type { Kline } from '../../market-data/market-data.js';
import type { NewOrder } from '../../orders/new-order.js';
import type { OrderUpdate } from '../../orders/order.js';
import type { AccountTrade } from '../../orders/trade.js';
import type { Adjustment } from '../../positions/adjustment.js';
import type { ReconciliationDto } from '../reconciliations.dto.js';
import type { BustDto } from '../trades.dto.js';
import { name } from './schema.js';

/** The market of all examples. They are requests that a scope takes one after the other: a test sends each of them. */
const MARKET = { exchange: 'binance', symbol: 'BTCUSDT-PERP' } as const;
const FIRST_FILL_AT = 1_700_000_000_000;

export const NEW_ORDER: NewOrder = {
  ...MARKET,
  clientOrderId: 'mine',
  side: 'BUY',
  type: 'LIMIT',
  price: '90',
  amount: '1',
};

export const ORDER_UPDATES: { readonly updates: readonly OrderUpdate[] } = {
  updates: [
    {
      ...MARKET,
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
      timestamp: FIRST_FILL_AT,
    },
  ],
};

export const TRADES: { readonly trades: readonly AccountTrade[] } = {
  trades: [
    {
      ...MARKET,
      orderId: '8',
      tradeId: '32',
      side: 'SELL',
      quantity: '0.5',
      price: '110',
      fee: '0.02',
      feeCurrency: 'USDT',
      timestamp: 1_700_000_060_000,
    },
  ],
};

export const BUST: BustDto = { ...MARKET, orderId: '8', timestamp: 1_700_000_120_000 };

export const ADJUSTMENTS: { readonly adjustments: readonly Adjustment[] } = {
  adjustments: [
    {
      ...MARKET,
      id: 'funding-1',
      kind: 'FUNDING',
      amount: '-0.01',
      currency: 'USDT',
      timestamp: 1_700_006_400_000,
    },
  ],
};

export const INSTRUMENTS: { readonly instruments: readonly InstrumentDefinition[] } = {
  instruments: [{ ...MARKET, kind: 'linear', base: 'BTC', quote: 'USDT', priceIncrement: '0.1' }],
};

export const BALANCE_UPDATES: { readonly balances: readonly BalanceUpdate[] } = {
  balances: [
    {
      exchange: 'okx',
      account: 'trading',
      asset: 'USDT',
      free: '900',
      locked: '100',
      timestamp: FIRST_FILL_AT,
    },
  ],
};

export const SNAPSHOT: ReconciliationDto = {
  exchange: 'binance',
  complete: false,
  adopt: false,
  positions: [{ symbol: MARKET.symbol, signedAmount: '1', entryPrice: '100' }],
};

/** An order push of OKX. */
export const MESSAGE = {
  arg: { channel: 'orders' },
  data: [
    {
      instType: 'SWAP',
      instId: 'BTC-USDT-SWAP',
      ordId: '312269865356374016',
      state: 'live',
      side: 'buy',
      posSide: 'net',
      ordType: 'limit',
      px: '100',
      sz: '2',
      accFillSz: '0',
      uTime: '1700000000000',
    },
  ],
};

export const CANDLE: Kline = {
  open: '100',
  high: '110',
  low: '99',
  close: '105',
  volume: '12',
  timestamp: FIRST_FILL_AT,
};

export const TREND = { trend: 'up' };
export const LIMIT = 3;
export const NOTES = { entries: 2 };

export const parameterKey = name('The key of the parameter.', 'max-entries');
