import type { OrderUpdate } from 'nestjs-trading-cache';
import type { PositionMessage, SimulatedMarket } from 'nestjs-trading-cache/testing';

const STATUSES: Readonly<Record<string, string>> = {
  ACCEPTED: 'open',
  PARTIALLY_FILLED: 'open',
  FILLED: 'closed',
  CANCELED: 'canceled',
  EXPIRED: 'expired',
};

/** An order as ccxt's parsers would tell it, numbers as strings. */
export function ccxtOrder(order: OrderUpdate): object {
  return {
    info: {},
    id: order.id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    status: STATUSES[order.status],
    side: order.side?.toLowerCase(),
    type: order.type?.toLowerCase(),
    timeInForce: order.timeInForce,
    price: order.price ?? undefined,
    amount: order.amount,
    filled: order.filled,
    average: order.average ?? undefined,
    lastUpdateTimestamp: order.timestamp,
    reduceOnly: order.reduceOnly,
    fees: [],
  };
}

/** The fill that an order update tells of. */
export function ccxtTrade(order: OrderUpdate): object {
  const fee = { cost: order.fee, currency: order.feeCurrency };
  return {
    info: {},
    id: order.tradeId,
    order: order.id,
    symbol: order.symbol,
    side: order.side?.toLowerCase(),
    amount: order.lastFilled,
    price: order.lastFilledPrice,
    timestamp: order.timestamp,
    fee,
    fees: [fee],
  };
}

export function ccxtPosition(position: PositionMessage & { readonly timestamp: number }): object {
  const { symbol, signedAmount, entryPrice, realizedPnl, timestamp } = position;
  return {
    info: {},
    symbol,
    hedged: false,
    side: signedAmount.startsWith('-') ? 'short' : 'long',
    contracts: signedAmount.replace('-', ''),
    entryPrice,
    realizedPnl,
    timestamp,
  };
}

export function ccxtMarket({ symbol, contractSize, priceDigits }: SimulatedMarket): object {
  return {
    symbol,
    contract: true,
    spot: false,
    option: false,
    linear: true,
    inverse: false,
    contractSize,
    base: symbol.replace(/-?USDT.*$/, ''),
    quote: 'USDT',
    settle: 'USDT',
    precision: { price: (10 ** -priceDigits).toFixed(priceDigits) },
  };
}
