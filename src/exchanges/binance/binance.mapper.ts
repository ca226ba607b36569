import type { Mapped } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import { mapEach, mapMessage } from '../map-message.js';
import { mapRow } from '../map-row.js';
import type { MapRow } from '../map-row.js';
import { isRecord } from '../row.js';
import { mapBinanceFuturesAccount, mapBinanceSpotAccount } from './binance-account.js';
import { mapBinanceBalanceUpdate } from './binance-balance.js';
import { BINANCE_LAYOUTS, withoutEnvelope } from './binance-layouts.js';
import { isCancelReplace, mapBinanceCancelReplace } from './binance-cancel-replace.js';
import { mapBinanceFuturesOrder } from './binance-futures-order.js';
import { mapBinanceSpotOrder } from './binance-spot-order.js';
import { mapBinanceTrade } from './binance-trade.js';

const EVENTS: ReadonlyMap<unknown, MapRow> = new Map<unknown, MapRow>([
  ['executionReport', (event, read) => [{ kind: 'orders', updates: [mapBinanceSpotOrder(event, read)] }]],
  [
    'ORDER_TRADE_UPDATE',
    (event, read) => [{ kind: 'orders', updates: [mapBinanceFuturesOrder(event, read)] }],
  ],
  ['TRADE_LITE', (event, read) => [{ kind: 'trades', trades: [mapBinanceTrade(event, read)] }]],
  ['ACCOUNT_UPDATE', mapBinanceFuturesAccount],
  ['outboundAccountPosition', mapBinanceSpotAccount],
  [
    'balanceUpdate',
    (event, read) => [{ kind: 'balances', balances: [mapBinanceBalanceUpdate(event, read)] }],
  ],
]);

/** Events that tell nothing of orders, positions or balances, or nothing that another event does not. */
const IGNORED: ReadonlyMap<unknown, string> = new Map([
  ['listStatus', 'tells of an order list; each order has its executionReport'],
  ['externalLockUpdate', 'tells a change; the outboundAccountPosition beside it tells the balance'],
  ['eventStreamTerminated', 'the stream has ended: subscribe again'],
  ['listenKeyExpired', 'the stream has ended: subscribe again'],
  ['ACCOUNT_CONFIG_UPDATE', 'tells of a leverage or a margin mode'],
  ['MARGIN_CALL', 'tells of a risk'],
  ['ALGO_UPDATE', 'tells of a condition; the order that it makes has its ORDER_TRADE_UPDATE'],
  ['STRATEGY_UPDATE', 'tells of a strategy; each of its orders has its ORDER_TRADE_UPDATE'],
  ['GRID_UPDATE', 'tells of a strategy; each of its orders has its ORDER_TRADE_UPDATE'],
  [
    'CONDITIONAL_ORDER_TRADE_UPDATE',
    'tells of a condition; the order that it makes has its ORDER_TRADE_UPDATE',
  ],
  [
    'CONDITIONAL_ORDER_TRIGGER_REJECT',
    'tells of a condition; the order that it makes has its ORDER_TRADE_UPDATE',
  ],
]);

/**
 * What an event of Binance's user data streams tells: spot, USDT-M, COIN-M and portfolio margin, as text or parsed, in the envelope of a
 * combined stream or of the WebSocket API or without, with Binance's names or with those of the `binance` SDK's beautified events; or what a
 * list of such events tells, in their order. Of answers to requests, a cancel-and-replace of spot is read: only it says which order another one
 * replaced.
 *
 * Futures are of the exchange `binance`, and spot, whose symbols are the same, of `binance-spot`. Never throws.
 */
export function mapBinance(message: unknown): readonly Mapped[] {
  return mapMessage(message, mapEvents, BINANCE_LAYOUTS);
}

function mapEvents(read: unknown, message: unknown, fields: FieldReader): readonly Mapped[] {
  const events = withoutEnvelope(read);
  return Array.isArray(events)
    ? mapEach(events, mapEvent, fields, BINANCE_LAYOUTS)
    : mapEvent(events, message, fields);
}

function mapEvent(read: unknown, message: unknown, fields: FieldReader): readonly Mapped[] {
  const event = withoutEnvelope(read);
  if (!isRecord(event)) return [{ kind: 'unknown', message }];
  const type = event['e'] ?? event['eventType'];
  const map = EVENTS.get(type);
  if (map !== undefined) return orNothing(mapRow(event, fields.at(type as string), map));
  const reason = IGNORED.get(type);
  if (reason !== undefined) return [{ kind: 'ignored', reason: `${String(type)} ${reason}` }];
  const answer = 'result' in event ? event['result'] : event;
  if (type === undefined && isCancelReplace(answer)) return mapBinanceCancelReplace(answer, fields);
  const isAnswer = type === undefined && 'id' in event && ('result' in event || 'error' in event);
  return isAnswer ? [{ kind: 'ignored', reason: 'an answer to a request' }] : [{ kind: 'unknown', message }];
}

function orNothing(mapped: readonly Mapped[]): readonly Mapped[] {
  return mapped.length === 0 ? [{ kind: 'ignored', reason: 'the event has no rows' }] : mapped;
}
