import { fromFixedPoint, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { PositionSide } from '../../orders/order.js';
import type { MappedAdjustment, MappedTrade } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import { CATEGORIES, exchangeOf, settleCurrency } from './bybit-market.js';
import type { BybitCategory } from './bybit-market.js';
import type { BybitExecution } from './bybit-messages.js';
import { BYBIT_SIDES } from './bybit-words.js';

type ExecutionRow = MessageRow<keyof BybitExecution>;

/** A row of the `execution` topic: a trade, or a funding payment. */
export type BybitExecutionTold =
  | { readonly kind: 'trade'; readonly trade: MappedTrade }
  | { readonly kind: 'funding'; readonly adjustment: MappedAdjustment };

const KINDS: ReadonlyMap<string, BybitExecutionTold['kind']> = new Map([
  ['Trade', 'trade'],
  ['AdlTrade', 'trade'],
  ['BustTrade', 'trade'],
  ['Delivery', 'trade'],
  ['Settle', 'trade'],
  ['BlockTrade', 'trade'],
  ['MovePosition', 'trade'],
  ['FutureSpread', 'trade'],
  ['Funding', 'funding'],
]);

/** The leg of a position in hedge mode, by its side. */
const LEGS: ReadonlyMap<string, PositionSide> = new Map([
  ['Buy', 'LONG'],
  ['Sell', 'SHORT'],
]);

/**
 * A row of the `execution` or `execution.fast` topic. It does not tell the leg: a trade's is its order's, that of funding in hedge mode
 * follows from its side, which is the position's.
 *
 * @param topicCategory where the row itself does not tell its category.
 * @param hedged whether the account is in hedge mode, as far as one says so.
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBybitExecution(
  message: unknown,
  place: string,
  topicCategory: BybitCategory,
  hedged: boolean,
): BybitExecutionTold {
  const row: ExecutionRow = new MessageRow(message, place);
  const category = row.choice('category', CATEGORIES) ?? topicCategory;
  // The fast topic tells trades only, and does not say so.
  return (row.choice('execType', KINDS) ?? 'trade') === 'funding'
    ? { kind: 'funding', adjustment: fundingOf(row, category, hedged) }
    : { kind: 'trade', trade: tradeOf(row, category) };
}

function tradeOf(row: ExecutionRow, category: BybitCategory): MappedTrade {
  const symbol = row.requiredText('symbol');
  const isMaker = row.flag('isMaker');
  return {
    exchange: exchangeOf(category),
    symbol,
    orderId: row.requiredText('orderId'),
    clientOrderId: row.text('orderLinkId'),
    tradeId: row.requiredText('execId'),
    side: row.requiredChoice('side', BYBIT_SIDES),
    positionSide: null,
    quantity: row.requiredPositive('execQty'),
    price: row.requiredPositive('execPrice'),
    ...feeOf(row, category, symbol),
    liquidity: isMaker === null ? null : isMaker ? 'MAKER' : 'TAKER',
    timestamp: row.timestamp('execTime'),
  };
}

/** Its fee is positive when paid. */
function fundingOf(row: ExecutionRow, category: BybitCategory, hedged: boolean): MappedAdjustment {
  const symbol = row.requiredText('symbol');
  const paid = row.computed('execFee');
  if (paid === null) throw row.fault('execFee', 'is missing');
  const currency = row.text('feeCurrency', MAX_NAME) ?? settleCurrency(category, symbol);
  if (currency === null) throw row.fault('feeCurrency', 'is missing, and the symbol does not tell it');
  return {
    exchange: exchangeOf(category),
    symbol,
    positionSide: hedged ? row.requiredChoice('side', LEGS) : null,
    id: row.requiredText('execId'),
    kind: 'FUNDING',
    amount: fromFixedPoint(-toFixedPoint(paid)),
    currency,
    timestamp: row.timestamp('execTime'),
  };
}

function feeOf(
  row: ExecutionRow,
  category: BybitCategory,
  symbol: string,
): Pick<MappedTrade, 'fee' | 'feeCurrency'> {
  const fee = row.computed('execFee');
  const feeCurrency = row.text('feeCurrency', MAX_NAME) ?? settleCurrency(category, symbol);
  return fee === null || feeCurrency === null ? { fee: null, feeCurrency: null } : { fee, feeCurrency };
}
