import { mapBinance } from 'nestjs-trading-cache';
import type { Mapped, MappedTrade } from 'nestjs-trading-cache';

type Numeric = string | number;

/** An order as `getAllOpenOrders` and `getOrder` answer it, as far as it is read. */
export interface BinanceOrderRow {
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly side: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly status: string;
  readonly price: Numeric;
  readonly avgPrice: Numeric;
  readonly origQty: Numeric;
  readonly executedQty: Numeric;
  readonly reduceOnly: boolean;
  readonly positionSide: string;
  readonly updateTime: number;
}

/** A row of `getPositionsV3`. */
export interface BinancePositionRow {
  readonly symbol: string;
  readonly positionSide: string;
  readonly positionAmt: Numeric;
  readonly entryPrice: Numeric;
  readonly updateTime: number;
}

/** A row of `getAccountTrades`. */
export interface BinanceTradeRow {
  readonly symbol: string;
  readonly id: number;
  readonly orderId: number;
  readonly side: 'BUY' | 'SELL';
  readonly price: Numeric;
  readonly qty: Numeric;
  readonly commission: Numeric;
  readonly commissionAsset: string;
  readonly maker: boolean;
  readonly time: number;
}

/** `mapBinance` reads the user data stream. REST tells the same under other names, so it is told as an event would tell it. */
export function mapOrderRow(row: BinanceOrderRow): readonly Mapped[] {
  return mapBinance({
    eventType: 'ORDER_TRADE_UPDATE',
    transactionTime: row.updateTime,
    order: {
      symbol: row.symbol,
      orderId: row.orderId,
      clientOrderId: row.clientOrderId,
      orderSide: row.side,
      orderType: row.type,
      timeInForce: row.timeInForce,
      orderStatus: row.status,
      originalPrice: row.price,
      averagePrice: row.avgPrice,
      originalQuantity: row.origQty,
      orderFilledAccumulatedQuantity: row.executedQty,
      isReduceOnly: row.reduceOnly,
      positionSide: row.positionSide,
    },
  });
}

export function mapPositionRow(row: BinancePositionRow): readonly Mapped[] {
  const { symbol, positionSide, positionAmt: positionAmount, entryPrice, updateTime } = row;
  return mapBinance({
    eventType: 'ACCOUNT_UPDATE',
    transactionTime: updateTime,
    updateData: { updatedPositions: [{ symbol, positionSide, positionAmount, entryPrice }] },
  });
}

/** No event tells a trade with its fee and without its order. */
export function mapTradeRow(row: BinanceTradeRow): Mapped {
  const trade: MappedTrade = {
    exchange: 'binance',
    symbol: row.symbol,
    orderId: String(row.orderId),
    clientOrderId: null,
    tradeId: String(row.id),
    side: row.side,
    // The order's.
    positionSide: null,
    quantity: String(row.qty),
    price: String(row.price),
    fee: String(row.commission),
    feeCurrency: row.commissionAsset,
    liquidity: row.maker ? 'MAKER' : 'TAKER',
    timestamp: row.time,
  };
  return { kind: 'trades', trades: [trade] };
}
