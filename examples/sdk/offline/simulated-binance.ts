import type { OrderUpdate } from 'nestjs-trading-cache';
import type { SimulatedAccount, SimulatedMessage } from 'nestjs-trading-cache/testing';
import type { BinanceRest, BinanceStream } from '../binance/binance-feed.js';
import type { BinanceOrderRow, BinancePositionRow, BinanceTradeRow } from '../binance/binance-rest.js';
import { SimulatedStream } from './simulated-stream.js';

/** The `binance` SDK's user data stream without a network. */
export class SimulatedBinanceStream extends SimulatedStream implements BinanceStream {
  subscribeUsdFuturesUserDataStream(): Promise<void> {
    this.connect();
    return Promise.resolve();
  }

  protected say(message: SimulatedMessage): void {
    this.emit(
      'formattedUserDataMessage',
      message.kind === 'order' ? orderEvent(message.order) : accountEvent(message),
    );
  }
}

/** Its REST client. */
export class SimulatedBinanceRest implements BinanceRest {
  constructor(private readonly account: SimulatedAccount) {}

  async getServerTime(): Promise<number> {
    return this.account.now;
  }

  async getAllOpenOrders({ symbol }: { symbol: string }): Promise<readonly BinanceOrderRow[]> {
    return this.account.openOrders(symbol).map(orderRow);
  }

  async getOrder({ orderId }: { orderId: number }): Promise<BinanceOrderRow> {
    const order = this.account.order(String(orderId));
    if (order === null) throw new Error('Order does not exist.');
    return orderRow(order);
  }

  async getPositionsV3({ symbol }: { symbol: string }): Promise<readonly BinancePositionRow[]> {
    return this.account
      .positions()
      .filter((position) => position.symbol === symbol)
      .map(({ signedAmount, entryPrice, timestamp }) => ({
        symbol,
        positionSide: 'BOTH',
        positionAmt: signedAmount,
        entryPrice,
        updateTime: timestamp,
      }));
  }

  async getAccountTrades({
    symbol,
    startTime,
  }: {
    symbol: string;
    startTime: number;
  }): Promise<readonly BinanceTradeRow[]> {
    return this.account.fillsSince(symbol, startTime).map((fill) => ({
      symbol,
      id: tradeId(fill),
      orderId: Number(fill.id),
      side: fill.side,
      price: String(fill.lastFilledPrice),
      qty: String(fill.lastFilled),
      commission: String(fill.fee),
      commissionAsset: String(fill.feeCurrency),
      maker: false,
      time: Number(fill.timestamp),
    }));
  }
}

/** Beautified: long names, and numbers. */
function orderEvent(order: OrderUpdate): object {
  return {
    eventType: 'ORDER_TRADE_UPDATE',
    eventTime: order.timestamp,
    transactionTime: order.timestamp,
    order: {
      symbol: order.symbol,
      clientOrderId: order.clientOrderId,
      orderSide: order.side,
      orderType: order.type,
      timeInForce: order.timeInForce,
      originalQuantity: Number(order.amount),
      originalPrice: Number(order.price ?? 0),
      averagePrice: Number(order.average ?? 0),
      orderStatus: statusOf(order),
      orderId: Number(order.id),
      lastFilledQuantity: Number(order.lastFilled ?? 0),
      orderFilledAccumulatedQuantity: Number(order.filled),
      lastFilledPrice: Number(order.lastFilledPrice ?? 0),
      commissionAsset: order.feeCurrency,
      commissionAmount: order.fee === null ? null : Number(order.fee),
      orderTradeTime: order.timestamp,
      tradeId: tradeId(order),
      isMakerTrade: false,
      isReduceOnly: false,
      positionSide: 'BOTH',
    },
  };
}

function accountEvent({ ts, position }: SimulatedMessage & { readonly kind: 'position' }): object {
  return {
    eventType: 'ACCOUNT_UPDATE',
    eventTime: ts,
    transactionTime: ts,
    updateData: {
      updateEventType: 'ORDER',
      updatedBalances: [],
      updatedPositions: [
        {
          symbol: position.symbol,
          positionAmount: Number(position.signedAmount),
          entryPrice: Number(position.entryPrice),
          accumulatedRealisedPreFee: Number(position.realizedPnl),
          positionSide: 'BOTH',
        },
      ],
    },
  };
}

function orderRow(order: OrderUpdate): BinanceOrderRow {
  return {
    symbol: order.symbol,
    orderId: Number(order.id),
    clientOrderId: String(order.clientOrderId),
    side: order.side,
    type: String(order.type),
    timeInForce: String(order.timeInForce),
    status: statusOf(order),
    price: order.price ?? '0',
    avgPrice: order.average ?? '0',
    origQty: order.amount,
    executedQty: order.filled,
    reduceOnly: false,
    positionSide: 'BOTH',
    updateTime: Number(order.timestamp),
  };
}

function statusOf({ status }: OrderUpdate): string {
  return status === 'ACCEPTED' ? 'NEW' : status;
}

/** Binance's are numbers, and 0 where there is none. */
function tradeId({ tradeId: id }: OrderUpdate): number {
  return Number((id ?? 't0').slice(1));
}
