import type { MappedTrade } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import { tradeLiteRow } from './beautified.js';
import { idOf, liquidityOf } from './binance-fill.js';
import { BINANCE, BINANCE_SIDES } from './binance-words.js';

/**
 * A `TRADE_LITE` of USDT-M: the fill, without its fee and its leg. The `ORDER_TRADE_UPDATE` of the same fill, which may come later, has
 * both and the same trade id.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceTrade(event: unknown, read: FieldReader): MappedTrade {
  const trade = tradeLiteRow(event, read);
  const tradeId = idOf(trade.t, 't', read) ?? read.missing('t');
  const orderId = idOf(trade.i, 'i', read);
  const clientOrderId = read.text(trade.c, 'c');
  if (orderId === null && clientOrderId === null) throw read.fault('i', 'is missing');
  return {
    exchange: BINANCE,
    symbol: read.requiredText(trade.s, 's'),
    orderId,
    clientOrderId,
    tradeId,
    side: read.requiredChoice(trade.S, 'S', BINANCE_SIDES),
    positionSide: null,
    quantity: read.requiredPositive(trade.l, 'l'),
    price: read.requiredPositive(trade.L, 'L'),
    fee: null,
    feeCurrency: null,
    liquidity: liquidityOf(trade.m, read),
    timestamp: read.timestamp(trade.T, 'T'),
  };
}
