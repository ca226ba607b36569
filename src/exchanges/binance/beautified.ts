import { isRecord } from '../message-row.js';

/** Long names by which the `binance` SDK's beautified events call what Binance names by one or two letters. */
type Names = ReadonlyMap<string, string>;

const EVENT: readonly (readonly [string, string])[] = [
  ['eventType', 'e'],
  ['eventTime', 'E'],
  ['symbol', 's'],
];

/** `executionReport`. */
export const SPOT_ORDER_NAMES: Names = new Map([
  ...EVENT,
  ['newClientOrderId', 'c'],
  ['originalClientOrderId', 'C'],
  ['side', 'S'],
  ['orderType', 'o'],
  ['cancelType', 'f'],
  ['quantity', 'q'],
  ['price', 'p'],
  ['executionType', 'x'],
  ['orderStatus', 'X'],
  ['rejectReason', 'r'],
  ['expiryReason', 'eR'],
  ['orderId', 'i'],
  ['lastTradeQuantity', 'l'],
  ['accumulatedQuantity', 'z'],
  ['lastTradePrice', 'L'],
  ['commission', 'n'],
  ['commissionAsset', 'N'],
  ['tradeTime', 'T'],
  ['tradeId', 't'],
  ['isMaker', 'm'],
  ['cummulativeQuoteAssetTransactedQty', 'Z'],
]);

/** An order of spot as REST and the WebSocket API answer it. */
export const REST_ORDER_NAMES: Names = new Map([
  ['symbol', 's'],
  ['clientOrderId', 'c'],
  ['origClientOrderId', 'C'],
  ['side', 'S'],
  ['type', 'o'],
  ['timeInForce', 'f'],
  ['origQty', 'q'],
  ['price', 'p'],
  ['status', 'X'],
  ['orderId', 'i'],
  ['executedQty', 'z'],
  ['preventedQuantity', 'A'],
  ['transactTime', 'T'],
  ['cummulativeQuoteQty', 'Z'],
]);

/** `ORDER_TRADE_UPDATE`. */
export const ORDER_TRADE_UPDATE_NAMES: Names = new Map([...EVENT, ['transactionTime', 'T'], ['order', 'o']]);

/** Its `order`; `orderTimeInForce` is what the SDK called it before version 2.11. */
export const FUTURES_ORDER_NAMES: Names = new Map([
  ['symbol', 's'],
  ['clientOrderId', 'c'],
  ['orderSide', 'S'],
  ['orderType', 'o'],
  ['timeInForce', 'f'],
  ['orderTimeInForce', 'f'],
  ['originalQuantity', 'q'],
  ['originalPrice', 'p'],
  ['averagePrice', 'ap'],
  ['executionType', 'x'],
  ['orderStatus', 'X'],
  ['orderExpireReason', 'er'],
  ['orderId', 'i'],
  ['lastFilledQuantity', 'l'],
  ['orderFilledAccumulatedQuantity', 'z'],
  ['lastFilledPrice', 'L'],
  ['commissionAmount', 'n'],
  ['commissionAsset', 'N'],
  ['orderTradeTime', 'T'],
  ['tradeId', 't'],
  ['isMakerTrade', 'm'],
  ['isReduceOnly', 'R'],
  ['positionSide', 'ps'],
]);

/** `TRADE_LITE`. */
export const TRADE_LITE_NAMES: Names = new Map([
  ...EVENT,
  ['transactionTime', 'T'],
  ['clientOrderId', 'c'],
  ['side', 'S'],
  ['orderId', 'i'],
  ['lastFilledQuantity', 'l'],
  ['lastFilledPrice', 'L'],
  ['tradeId', 't'],
  ['isMaker', 'm'],
]);

/** `ACCOUNT_UPDATE`; the SDK calls its transaction time `transactionTime`, and did `transactionId`. */
export const ACCOUNT_UPDATE_NAMES: Names = new Map([
  ...EVENT,
  ['transactionTime', 'T'],
  ['transactionId', 'T'],
  ['updateData', 'a'],
]);

export const ACCOUNT_DATA_NAMES: Names = new Map([
  ['updateEventType', 'm'],
  ['updatedBalances', 'B'],
  ['updatedPositions', 'P'],
]);

export const FUTURES_BALANCE_NAMES: Names = new Map([
  ['asset', 'a'],
  ['walletBalance', 'wb'],
  ['balanceChange', 'bc'],
]);

export const POSITION_NAMES: Names = new Map([
  ['symbol', 's'],
  ['positionAmount', 'pa'],
  ['entryPrice', 'ep'],
  ['accumulatedRealisedPreFee', 'cr'],
  ['positionSide', 'ps'],
]);

/** `outboundAccountPosition`. */
export const SPOT_ACCOUNT_NAMES: Names = new Map([...EVENT, ['lastUpdateTime', 'u'], ['balances', 'B']]);

export const SPOT_BALANCE_NAMES: Names = new Map([
  ['asset', 'a'],
  ['availableBalance', 'f'],
  ['onOrderBalance', 'l'],
]);

/** `balanceUpdate`. */
export const BALANCE_UPDATE_NAMES: Names = new Map([
  ...EVENT,
  ['asset', 'a'],
  ['balanceDelta', 'd'],
  ['clearTime', 'T'],
]);

/** A row with Binance's own names, whichever it came with. What is no object stays what it is. */
export function withBinanceNames(row: unknown, names: Names): unknown {
  if (!isRecord(row)) return row;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [names.get(name) ?? name, value]));
}
