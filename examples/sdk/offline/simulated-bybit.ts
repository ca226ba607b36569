import type { OrderUpdate } from 'nestjs-trading-cache';
import type { SimulatedAccount, SimulatedMarket, SimulatedMessage } from 'nestjs-trading-cache/testing';
import type { BybitAnswer, BybitRest, BybitStream } from '../bybit/bybit-feed.js';
import { SimulatedStream } from './simulated-stream.js';

const STATUSES: Readonly<Record<string, string>> = {
  ACCEPTED: 'New',
  PARTIALLY_FILLED: 'PartiallyFilled',
  FILLED: 'Filled',
  CANCELED: 'Cancelled',
  // What Bybit cancels by itself.
  EXPIRED: 'Deactivated',
};

/** The `bybit-api` SDK's private stream without a network. */
export class SimulatedBybitStream extends SimulatedStream implements BybitStream {
  subscribeV5(topics: string[]): Promise<unknown>[] {
    this.connect();
    return topics.map(() => Promise.resolve());
  }

  protected say(message: SimulatedMessage): void {
    if (message.kind === 'position') return;
    const { order } = message;
    if (order.tradeId != null) this.push('execution', executionRow(order));
    this.push('order', orderRow(order));
  }

  private push(topic: string, row: object): void {
    this.emit('update', { topic, creationTime: this.account.now, data: [row], wsKey: 'v5Private' });
  }
}

/** Its REST client. Lists come in pages of one row. */
export class SimulatedBybitRest implements BybitRest {
  constructor(
    private readonly account: SimulatedAccount,
    private readonly markets: readonly SimulatedMarket[],
  ) {}

  async getServerTime(): Promise<{ readonly time: number }> {
    return { time: this.account.now };
  }

  async getInstrumentsInfo({ symbol, cursor }: BybitQuery): Promise<BybitAnswer> {
    return page(this.markets.filter((market) => market.symbol === symbol).map(instrumentRow), cursor);
  }

  async getActiveOrders({ symbol, cursor, orderId }: BybitQuery): Promise<BybitAnswer> {
    const order = orderId === undefined ? null : this.account.order(orderId);
    const orders = order === null ? this.account.openOrders(symbol) : [order];
    return page(orders.map(orderRow), cursor);
  }

  async getPositionInfo({ symbol, cursor }: BybitQuery): Promise<BybitAnswer> {
    const positions = this.account.positions().filter((position) => position.symbol === symbol);
    return page(
      positions.map(({ signedAmount, entryPrice, timestamp }) => ({
        symbol,
        positionIdx: 0,
        side: signedAmount.startsWith('-') ? 'Sell' : 'Buy',
        size: signedAmount.replace('-', ''),
        avgPrice: entryPrice,
        updatedTime: String(timestamp),
      })),
      cursor,
    );
  }

  async getExecutionList({ symbol, cursor, startTime }: BybitQuery): Promise<BybitAnswer> {
    return page(
      this.account
        .fillsSince(symbol, startTime ?? 0)
        .map(executionRow)
        .toReversed(),
      cursor,
    );
  }
}

interface BybitQuery {
  readonly symbol: string;
  readonly cursor?: string;
  readonly orderId?: string;
  readonly startTime?: number;
}

function page(rows: readonly object[], cursor = '0'): BybitAnswer {
  const [at, next] = [Number(cursor), Number(cursor) + 1];
  const nextPageCursor = next < rows.length ? String(next) : '';
  return { retCode: 0, retMsg: 'OK', result: { list: rows.slice(at, next), nextPageCursor } };
}

function orderRow(order: OrderUpdate): object {
  return {
    category: 'linear',
    symbol: order.symbol,
    orderId: order.id,
    orderLinkId: order.clientOrderId,
    side: order.side === 'BUY' ? 'Buy' : 'Sell',
    orderType: order.type === 'MARKET' ? 'Market' : 'Limit',
    timeInForce: order.timeInForce,
    orderStatus: STATUSES[order.status],
    price: order.price ?? '0',
    qty: order.amount,
    cumExecQty: order.filled,
    avgPrice: order.average ?? '',
    reduceOnly: false,
    positionIdx: 0,
    updatedTime: String(order.timestamp),
  };
}

function executionRow(order: OrderUpdate): object {
  return {
    category: 'linear',
    symbol: order.symbol,
    orderId: order.id,
    orderLinkId: order.clientOrderId,
    execId: order.tradeId,
    execType: 'Trade',
    side: order.side === 'BUY' ? 'Buy' : 'Sell',
    execQty: order.lastFilled,
    execPrice: order.lastFilledPrice,
    execFee: order.fee,
    feeCurrency: order.feeCurrency,
    execTime: String(order.timestamp),
  };
}

function instrumentRow({ symbol, priceDigits }: SimulatedMarket): object {
  return {
    symbol,
    contractType: 'LinearPerpetual',
    baseCoin: symbol.replace('USDT', ''),
    quoteCoin: 'USDT',
    settleCoin: 'USDT',
    lotSizeFilter: {},
    priceFilter: { tickSize: (10 ** -priceDigits).toFixed(priceDigits) },
  };
}
