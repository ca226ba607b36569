import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import type {
  BinanceAccountData, BinanceAccountUpdate, BinanceBalanceUpdate, BinanceFuturesBalance, BinanceFuturesOrder, BinanceOrderTradeUpdate,
  BinancePosition, BinanceSpotAccount, BinanceSpotBalance, BinanceSpotOrder, BinanceTradeLite,
} from './binance-messages.js'; // prettier-ignore

/**
 * Rows with Binance's own names of one or two letters, whichever they came with: beside each of these stands the long name by which the
 * `binance` SDK's beautified events, or an answer of REST, call it. Each throws `UpdateFault` if the row is not an object.
 */

/** `executionReport`. */
export function spotOrderRow(message: unknown, read: FieldReader): Fields<keyof BinanceSpotOrder> {
  const row = read.row<string>(message);
  return {
    s: row['s'] ?? row['symbol'],
    c: row['c'] ?? row['newClientOrderId'],
    C: row['C'] ?? row['originalClientOrderId'],
    S: row['S'] ?? row['side'],
    o: row['o'] ?? row['orderType'],
    f: row['f'] ?? row['cancelType'],
    q: row['q'] ?? row['quantity'],
    p: row['p'] ?? row['price'],
    x: row['x'] ?? row['executionType'],
    X: row['X'] ?? row['orderStatus'],
    r: row['r'] ?? row['rejectReason'],
    eR: row['eR'] ?? row['expiryReason'],
    i: row['i'] ?? row['orderId'],
    l: row['l'] ?? row['lastTradeQuantity'],
    z: row['z'] ?? row['accumulatedQuantity'],
    L: row['L'] ?? row['lastTradePrice'],
    n: row['n'] ?? row['commission'],
    N: row['N'] ?? row['commissionAsset'],
    A: row['A'],
    T: row['T'] ?? row['tradeTime'],
    t: row['t'] ?? row['tradeId'],
    m: row['m'] ?? row['isMaker'],
    Z: row['Z'] ?? row['cummulativeQuoteAssetTransactedQty'],
  };
}

/** An order of spot as REST and the WebSocket API answer it, which tells nothing of its last fill. */
export function restOrderRow(message: unknown, read: FieldReader): Fields<keyof BinanceSpotOrder> {
  const row = read.row<string>(message);
  return {
    s: row['symbol'],
    c: row['clientOrderId'],
    C: row['origClientOrderId'],
    S: row['side'],
    o: row['type'],
    f: row['timeInForce'],
    q: row['origQty'],
    p: row['price'],
    x: undefined,
    X: row['status'],
    r: row['rejectReason'],
    eR: row['expiryReason'],
    i: row['orderId'],
    l: undefined,
    z: row['executedQty'],
    L: undefined,
    n: undefined,
    N: undefined,
    A: row['preventedQuantity'],
    T: row['transactTime'],
    t: undefined,
    m: undefined,
    Z: row['cummulativeQuoteQty'],
  };
}

/** `ORDER_TRADE_UPDATE`. */
export function orderTradeUpdateRow(
  message: unknown,
  read: FieldReader,
): Fields<keyof BinanceOrderTradeUpdate> {
  const row = read.row<string>(message);
  return { T: row['T'] ?? row['transactionTime'], o: row['o'] ?? row['order'] };
}

/** Its `order`; `orderTimeInForce` is what the SDK called it before version 2.11. */
export function futuresOrderRow(message: unknown, read: FieldReader): Fields<keyof BinanceFuturesOrder> {
  const row = read.row<string>(message);
  return {
    s: row['s'] ?? row['symbol'],
    c: row['c'] ?? row['clientOrderId'],
    S: row['S'] ?? row['orderSide'],
    o: row['o'] ?? row['orderType'],
    f: row['f'] ?? row['timeInForce'] ?? row['orderTimeInForce'],
    q: row['q'] ?? row['originalQuantity'],
    p: row['p'] ?? row['originalPrice'],
    ap: row['ap'] ?? row['averagePrice'],
    x: row['x'] ?? row['executionType'],
    X: row['X'] ?? row['orderStatus'],
    er: row['er'] ?? row['orderExpireReason'],
    i: row['i'] ?? row['orderId'],
    l: row['l'] ?? row['lastFilledQuantity'],
    z: row['z'] ?? row['orderFilledAccumulatedQuantity'],
    L: row['L'] ?? row['lastFilledPrice'],
    n: row['n'] ?? row['commissionAmount'],
    N: row['N'] ?? row['commissionAsset'],
    T: row['T'] ?? row['orderTradeTime'],
    t: row['t'] ?? row['tradeId'],
    m: row['m'] ?? row['isMakerTrade'],
    R: row['R'] ?? row['isReduceOnly'],
    ps: row['ps'] ?? row['positionSide'],
  };
}

/** `TRADE_LITE`. */
export function tradeLiteRow(message: unknown, read: FieldReader): Fields<keyof BinanceTradeLite> {
  const row = read.row<string>(message);
  return {
    s: row['s'] ?? row['symbol'],
    S: row['S'] ?? row['side'],
    c: row['c'] ?? row['clientOrderId'],
    i: row['i'] ?? row['orderId'],
    l: row['l'] ?? row['lastFilledQuantity'],
    L: row['L'] ?? row['lastFilledPrice'],
    t: row['t'] ?? row['tradeId'],
    m: row['m'] ?? row['isMaker'],
    T: row['T'] ?? row['transactionTime'],
  };
}

/** `ACCOUNT_UPDATE`; the SDK calls its transaction time `transactionTime`, and did `transactionId`. */
export function accountUpdateRow(message: unknown, read: FieldReader): Fields<keyof BinanceAccountUpdate> {
  const row = read.row<string>(message);
  return {
    T: row['T'] ?? row['transactionTime'] ?? row['transactionId'],
    fs: row['fs'],
    i: row['i'],
    a: row['a'] ?? row['updateData'],
  };
}

export function accountDataRow(message: unknown, read: FieldReader): Fields<keyof BinanceAccountData> {
  const row = read.row<string>(message);
  return {
    m: row['m'] ?? row['updateEventType'],
    B: row['B'] ?? row['updatedBalances'],
    P: row['P'] ?? row['updatedPositions'],
  };
}

export function futuresBalanceRow(message: unknown, read: FieldReader): Fields<keyof BinanceFuturesBalance> {
  const row = read.row<string>(message);
  return {
    a: row['a'] ?? row['asset'],
    wb: row['wb'] ?? row['walletBalance'],
    bc: row['bc'] ?? row['balanceChange'],
  };
}

export function positionRow(message: unknown, read: FieldReader): Fields<keyof BinancePosition> {
  const row = read.row<string>(message);
  return {
    s: row['s'] ?? row['symbol'],
    pa: row['pa'] ?? row['positionAmount'],
    ep: row['ep'] ?? row['entryPrice'],
    cr: row['cr'] ?? row['accumulatedRealisedPreFee'],
    ps: row['ps'] ?? row['positionSide'],
  };
}

/** `outboundAccountPosition`. */
export function spotAccountRow(message: unknown, read: FieldReader): Fields<keyof BinanceSpotAccount> {
  const row = read.row<string>(message);
  return { u: row['u'] ?? row['lastUpdateTime'], B: row['B'] ?? row['balances'] };
}

export function spotBalanceRow(message: unknown, read: FieldReader): Fields<keyof BinanceSpotBalance> {
  const row = read.row<string>(message);
  return {
    a: row['a'] ?? row['asset'],
    f: row['f'] ?? row['availableBalance'],
    l: row['l'] ?? row['onOrderBalance'],
  };
}

/** `balanceUpdate`. */
export function balanceUpdateRow(message: unknown, read: FieldReader): Fields<keyof BinanceBalanceUpdate> {
  const row = read.row<string>(message);
  return {
    a: row['a'] ?? row['asset'],
    d: row['d'] ?? row['balanceDelta'],
    T: row['T'] ?? row['clearTime'],
  };
}
