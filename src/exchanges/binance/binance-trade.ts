import type { MappedTrade } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import { TRADE_LITE_NAMES, withBinanceNames } from './beautified.js';
import { idOf, liquidityOf } from './binance-fill.js';
import type { BinanceTradeLite } from './binance-messages.js';
import { BINANCE, BINANCE_SIDES } from './binance-words.js';

/**
 * A `TRADE_LITE` of USDT-M: the fill, without its fee and its leg. The `ORDER_TRADE_UPDATE` of the same fill, which may come later, has
 * both and the same trade id.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceTrade(event: unknown): MappedTrade {
  const row = new MessageRow<keyof BinanceTradeLite>(withBinanceNames(event, TRADE_LITE_NAMES), 'TRADE_LITE');
  const tradeId = idOf(row, 't');
  if (tradeId === null) throw row.fault('t', 'is missing');
  const orderId = idOf(row, 'i');
  const clientOrderId = row.text('c');
  if (orderId === null && clientOrderId === null) throw row.fault('i', 'is missing');
  return {
    exchange: BINANCE,
    symbol: row.requiredText('s'),
    orderId,
    clientOrderId,
    tradeId,
    side: row.requiredChoice('S', BINANCE_SIDES),
    positionSide: null,
    quantity: row.requiredPositive('l'),
    price: row.requiredPositive('L'),
    fee: null,
    feeCurrency: null,
    liquidity: liquidityOf(row),
    timestamp: row.timestamp('T'),
  };
}
