import type { AccountTrade } from '../../orders/trade.js';
import { fresh } from './fresh.js';

/**
 * A trade, complete and valid: 1 bought at 100 for no fee, of an order and with an id that no other has, at a time of its own. What is given
 * replaces that.
 */
export function aTrade(fields: Partial<AccountTrade> = {}): AccountTrade {
  const { id, timestamp } = fresh();
  return {
    exchange: 'binance',
    symbol: 'BTCUSDT',
    orderId: id,
    tradeId: id,
    side: 'BUY',
    quantity: '1',
    price: '100',
    fee: '0',
    feeCurrency: 'USDT',
    liquidity: 'MAKER',
    timestamp,
    ...fields,
  };
}
