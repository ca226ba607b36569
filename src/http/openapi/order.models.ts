import type { NewOrder } from '../../orders/new-order.js';
import { OPEN_STATUSES, POSITION_SIDES, TERMINAL_STATUSES } from '../../orders/order.js';
import type { Order, OrderUpdate } from '../../orders/order.js';
import type { AppliedUpdate, PositionGap } from '../../positions/applied-update.js';
import type { ResultsAnswer } from '../answer-results.js';
import type { OrderUpdatesDto } from '../order-updates.dto.js';
import type { Survival } from '../when-durable.js';
import { model } from './model.js';
import type { Properties } from './model.js';
import {
  amounts,
  choice,
  decimal,
  flag,
  list,
  maybe,
  name,
  nullable,
  one,
  optional,
  text,
  time,
} from './schema.js';
import type { Property } from './schema.js';

const STATUSES = [...OPEN_STATUSES, ...TERMINAL_STATUSES];
export const SIDES = ['BUY', 'SELL'] as const;
const LIQUIDITIES = ['MAKER', 'TAKER'] as const;

export const exchange = name('The exchange, as the caller names it.', 'binance');
export const symbol = name('The market, as the exchange names it.', 'BTCUSDT-PERP');
export const positionSide = choice(
  POSITION_SIDES,
  'The leg: NET in one-way mode, LONG or SHORT in hedge mode.',
  'NET',
);
export const side = choice(SIDES, 'Which way the order trades.', 'BUY');
export const orderId = name("The exchange's id of the order.", '7');
export const clientOrderId = name("The caller's id of the order.", 'mine');
export const liquidity = choice(LIQUIDITIES, 'Whether the fill added liquidity or took it.', 'TAKER');
export const reportTime = time("The exchange's clock");
export const survives: Property = optional(
  choice(
    ['nothing', 'process', 'server', 'failover'],
    'What the changes outlive; only where the answer waited for the store.',
    'process',
  ),
);
export const rejectedField = optional(text('Where rejected: the field that is wrong.', 'side'));
export const rejectedReason = optional(
  text('Where rejected: what is wrong with it.', 'must be one of BUY, SELL'),
);

export const rejectedCode = optional(
  choice(['LIMIT_REACHED'], 'Where rejected because the scope holds as much as it may.', 'LIMIT_REACHED'),
);

/** Limits of a list in a request. */
export const BATCH = { minItems: 1, maxItems: 1_000 } as const;

export const ORDER_PROPERTIES: Properties<Order> = {
  exchange,
  symbol,
  id: nullable(orderId),
  clientOrderId: nullable(clientOrderId),
  status: choice(STATUSES, 'What became of it.', 'PARTIALLY_FILLED'),
  side,
  type: nullable(name('The type, as the exchange names it.', 'LIMIT')),
  timeInForce: nullable(name('How long it is good.', 'GTC')),
  price: nullable(decimal('The limit price.', '100')),
  amount: decimal('How much is ordered.', '2'),
  filled: decimal('How much of it is filled.', '1'),
  remaining: decimal('`amount - filled`, never below zero.', '1'),
  average: nullable(decimal('The average price of what is filled.', '100')),
  lastFilled: nullable(decimal('The quantity of the last fill.', '1')),
  lastFilledPrice: nullable(decimal('The price of the last fill.', '100')),
  tradeId: nullable(name("The exchange's id of the last fill.", '31')),
  fee: nullable(decimal('The fee of the last fill: positive when paid, negative for a rebate.', '0.04')),
  feeCurrency: nullable(name('The currency of that fee.', 'USDT')),
  cumFees: amounts('The fees of all fills by currency, positive when paid.', { USDT: '0.04' }),
  cost: nullable(decimal('`lastFilled x lastFilledPrice`.', '100')),
  cumCost: nullable(decimal('`filled x average`.', '100')),
  reduceOnly: flag('Whether it may only reduce a position.', false),
  positionSide,
  reason: nullable(text('Why it was refused or canceled.', 'post only')),
  timestamp: nullable(time("The time of the exchange's latest report")),
  cancelIntent: flag('Whether the caller means to cancel it.', false),
};

export const OrderModel = model<Order>(
  'Order',
  'What is known of an order: the join of all that was reported of it.',
  ORDER_PROPERTIES,
);

export const CreatedOrderModel = model<Order & Survival>('CreatedOrder', 'The order, and what it outlives.', {
  ...ORDER_PROPERTIES,
  survives,
});

export const OrdersModel = model<{ orders: readonly Order[] }>('Orders', 'A chain of orders, oldest first.', {
  orders: list(OrderModel, 'The orders.'),
});

export const nextCursor = nullable(
  text('The `cursor` of the next page; null on the last one.', 'b3JkZXJzOmJpbmFuY2U'),
);

export const OrderPageModel = model<{ orders: readonly Order[]; nextCursor: string | null }>(
  'OrderPage',
  'A page of orders.',
  {
    orders: list(OrderModel, 'The orders, by exchange, symbol and id.'),
    nextCursor,
  },
);

export const NewOrderModel = model<NewOrder>(
  'NewOrder',
  'An order before it is sent; `id` or `clientOrderId` is required.',
  {
    exchange,
    symbol,
    id: maybe(orderId),
    clientOrderId: maybe(clientOrderId),
    status: maybe(choice(['INITIALIZED', 'PENDING'], 'PENDING unless given.', 'PENDING')),
    side,
    type: name('The type, as the exchange names it.', 'LIMIT'),
    timeInForce: maybe(name('How long it is good.', 'GTC')),
    price: maybe(decimal('The limit price.', '90')),
    amount: decimal('How much is ordered.', '1'),
    reduceOnly: maybe(flag('Whether it may only reduce a position.', false)),
    positionSide: maybe(positionSide),
    timestamp: maybe(time("The caller's clock")),
  },
);

export const ORDER_UPDATE_PROPERTIES: Properties<OrderUpdate> = {
  exchange,
  symbol,
  id: maybe(orderId),
  clientOrderId: maybe(clientOrderId),
  formerId: maybe(name('The id that the same order had before.', '6')),
  replaces: maybe(name('The id of the order that this one replaced.', '5')),
  status: choice([...STATUSES, 'FAILED'], 'What became of the order.', 'PARTIALLY_FILLED'),
  side,
  type: maybe(name('The type, as the exchange names it.', 'LIMIT')),
  timeInForce: maybe(name('How long it is good.', 'GTC')),
  price: maybe(decimal('The limit price.', '100')),
  amount: decimal('How much is ordered.', '2'),
  filled: decimal('How much of it is filled so far.', '1'),
  average: maybe(decimal('The average price of what is filled so far.', '100')),
  lastFilled: maybe(decimal('The quantity of the last fill.', '1')),
  lastFilledPrice: maybe(decimal('The price of the last fill.', '100')),
  tradeId: maybe(name("The exchange's id of the last fill.", '31')),
  fee: maybe(decimal('The fee of the last fill: positive when paid, negative for a rebate.', '0.04')),
  feeCurrency: maybe(name('The currency of that fee.', 'USDT')),
  liquidity: maybe(liquidity),
  cumFees: maybe(amounts('The fees of the order so far, by currency.', { USDT: '0.04' })),
  reduceOnly: maybe(flag('Whether it may only reduce a position.', false)),
  positionSide: maybe(positionSide),
  contractSize: maybe(decimal('Units of the base per contract.', '1')),
  reason: maybe(text('Why it was refused or canceled.', 'post only')),
  timestamp: maybe(reportTime),
};

export const OrderUpdateModel = model<OrderUpdate>(
  'OrderUpdate',
  'What the exchange said about an order at one moment; `id` or `clientOrderId` is required.',
  ORDER_UPDATE_PROPERTIES,
);

export const OrderUpdatesModel = model<OrderUpdatesDto>(
  'OrderUpdates',
  'Updates of orders, each judged by itself.',
  {
    updates: list(OrderUpdateModel, 'The updates, in their order.', BATCH),
  },
);

export const GapModel = model<PositionGap>(
  'PositionGap',
  'What an update or a trade shows to have been missed.',
  {
    exchange,
    symbol,
    positionSide,
    orderId: nullable(orderId),
    quantity: decimal(
      'How much was filled that no message told of, or was closed before it was opened.',
      '1',
    ),
    estimated: flag('Whether its price is an estimate.', false),
    feesUnknown: flag('Whether its fees are unknown.', true),
  },
);

export const APPLIED_PROPERTIES: Properties<AppliedUpdate> = {
  outcome: choice(['applied', 'duplicate', 'stale', 'rejected'], 'What became of it.', 'applied'),
  orderId: nullable(name("The order's id, or its client id while no id is known.", '7')),
  field: rejectedField,
  reason: rejectedReason,
  code: rejectedCode,
  gap: optional(one(GapModel, 'Where it shows that something was missed.')),
};

export const AppliedUpdateModel = model<AppliedUpdate>(
  'AppliedUpdate',
  'What became of an update or a trade.',
  APPLIED_PROPERTIES,
);

export const AppliedUpdatesModel = model<ResultsAnswer<AppliedUpdate>>(
  'AppliedUpdates',
  'What became of each, in their order.',
  {
    results: list(AppliedUpdateModel, 'One result for each.'),
    survives,
  },
);
