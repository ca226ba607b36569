import type { BalancesQuery } from '../balances.query.js';
import type { CancelIntentQuery } from '../cancel-intent.query.js';
import type { DurableQuery } from '../durable.query.js';
import { EVENT_LIST } from '../events/events.query.js';
import type { EventsQuery } from '../events/events.query.js';
import type { FillsQuery } from '../fills.query.js';
import type { MarketDataChangeQuery } from '../market-data-change.query.js';
import type { MarketDataQuery } from '../market-data.query.js';
import type { OrderLocatorQuery } from '../order-locator.query.js';
import type { OrdersQuery } from '../orders.query.js';
import type { PageQuery } from '../page.query.js';
import type { PnlQuery } from '../pnl.query.js';
import type { LedgerQuery, PositionAtQuery, PositionsQuery } from '../positions.query.js';
import type { Properties } from './model.js';
import { exchange, orderId, positionSide, symbol } from './order.models.js';
import { choice, countWithin, flag, matching, name, optional, preset, text, time } from './schema.js';

const interval = optional(text('Which series of a kind is meant.', '1m'));

const PAGE: Properties<PageQuery> = {
  limit: preset(countWithin(1, 1_000, 'Items on a page.', 100), 100),
  // Without an example: no request has a cursor before it has had a page.
  cursor: optional(text('The `nextCursor` of the page before.')),
};

export const DURABLE: Properties<DurableQuery> = {
  durable: preset(flag('Whether to answer only when the store has everything.', true), false),
};

export const ORDER_LOCATOR: Properties<OrderLocatorQuery> = {
  exchange: optional(exchange),
  symbol: optional(symbol),
};

export const CANCEL_INTENT: Properties<CancelIntentQuery> = { ...ORDER_LOCATOR, ...DURABLE };

export const ORDERS: Properties<OrdersQuery> = {
  ...ORDER_LOCATOR,
  state: preset(choice(['open', 'terminal', 'all'], 'Which orders.', 'open'), 'all'),
  source: preset(choice(['memory', 'all'], '`all` looks into the history too.', 'memory'), 'memory'),
  includeCanceling: preset(
    flag('Whether orders that are being canceled are among the open ones.', true),
    false,
  ),
  ...PAGE,
};

const POSITION_LOCATOR = { exchange: optional(exchange), positionSide: optional(positionSide) };

export const POSITIONS: Properties<PositionsQuery> = {
  ...ORDER_LOCATOR,
  state: preset(choice(['open', 'flat', 'all'], 'Which positions.', 'all'), 'all'),
};

export const POSITION_AT: Properties<PositionAtQuery> = {
  ...POSITION_LOCATOR,
  at: optional(time('As of this exchange time; as it is now where it is left out')),
};

export const LEDGER: Properties<LedgerQuery> = { ...POSITION_LOCATOR, ...PAGE };

const from = time('From this exchange time on', 1_699_999_200_000);
const to = time('Before this exchange time', 1_700_006_400_000);

export const FILLS: Properties<FillsQuery> = {
  ...ORDER_LOCATOR,
  positionSide: optional(positionSide),
  orderId: optional(orderId),
  from: optional(from),
  to: optional(to),
  ...PAGE,
};

export const PNL: Properties<PnlQuery> = {
  from,
  to,
  bucket: choice(['hour', 'day'], 'By which steps, in UTC.', 'hour'),
  symbol: optional(symbol),
};

export const BALANCES: Properties<BalancesQuery> = {
  exchange: optional(name('The exchange.', 'okx')),
  account: optional(name('The account.', 'trading')),
};

export const MARKET_DATA: Properties<MarketDataQuery> = { interval };

export const MARKET_DATA_CHANGE: Properties<MarketDataChangeQuery> = { interval, ...DURABLE };

export const EVENTS: Properties<EventsQuery> = {
  ...ORDER_LOCATOR,
  events: optional(
    matching(EVENT_LIST, 'Which events, by name; all where it is left out.', 'fill,position.updated'),
  ),
};

export const LAST_EVENT_ID = optional(text('The id of the last event that the reader got.'));
