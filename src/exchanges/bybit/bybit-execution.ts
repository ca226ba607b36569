import { negated } from '../../decimal/decimal-text.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { PositionSide } from '../../orders/order.js';
import type { MappedAdjustment, MappedTrade } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import { CATEGORIES, exchangeOf, settleCurrency } from './bybit-market.js';
import type { BybitCategory } from './bybit-market.js';
import type { BybitExecution } from './bybit-messages.js';
import { BYBIT_SIDES } from './bybit-words.js';

type Execution = Fields<keyof BybitExecution>;

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
  read: FieldReader,
  topicCategory: BybitCategory,
  hedged: boolean,
): BybitExecutionTold {
  const row = read.row<keyof BybitExecution>(message);
  const category = read.choice(row.category, 'category', CATEGORIES) ?? topicCategory;
  // The fast topic tells trades only, and does not say so.
  return (read.choice(row.execType, 'execType', KINDS) ?? 'trade') === 'funding'
    ? { kind: 'funding', adjustment: fundingOf(row, read, category, hedged) }
    : { kind: 'trade', trade: tradeOf(row, read, category) };
}

function tradeOf(row: Execution, read: FieldReader, category: BybitCategory): MappedTrade {
  const symbol = read.requiredText(row.symbol, 'symbol');
  const isMaker = read.flag(row.isMaker, 'isMaker');
  const paid = read.computed(row.execFee, 'execFee');
  const currency = currencyOf(row, read, category, symbol);
  const isKnown = paid !== null && currency !== null;
  return {
    exchange: exchangeOf(category),
    symbol,
    orderId: read.requiredText(row.orderId, 'orderId'),
    clientOrderId: read.text(row.orderLinkId, 'orderLinkId'),
    tradeId: read.requiredText(row.execId, 'execId'),
    side: read.requiredChoice(row.side, 'side', BYBIT_SIDES),
    positionSide: null,
    quantity: read.requiredPositive(row.execQty, 'execQty'),
    price: read.requiredPositive(row.execPrice, 'execPrice'),
    fee: isKnown ? paid : null,
    feeCurrency: isKnown ? currency : null,
    liquidity: isMaker === null ? null : isMaker ? 'MAKER' : 'TAKER',
    timestamp: read.timestamp(row.execTime, 'execTime'),
  };
}

/** Its fee is positive when paid. */
function fundingOf(
  row: Execution,
  read: FieldReader,
  category: BybitCategory,
  hedged: boolean,
): MappedAdjustment {
  const symbol = read.requiredText(row.symbol, 'symbol');
  const paid = read.computed(row.execFee, 'execFee') ?? read.missing('execFee');
  const currency = currencyOf(row, read, category, symbol);
  if (currency === null) throw read.fault('feeCurrency', 'is missing, and the symbol does not tell it');
  return {
    exchange: exchangeOf(category),
    symbol,
    positionSide: hedged ? read.requiredChoice(row.side, 'side', LEGS) : null,
    id: read.requiredText(row.execId, 'execId'),
    kind: 'FUNDING',
    amount: negated(paid),
    currency,
    timestamp: read.timestamp(row.execTime, 'execTime'),
  };
}

function currencyOf(
  { feeCurrency }: Execution,
  read: FieldReader,
  category: BybitCategory,
  symbol: string,
): string | null {
  return read.text(feeCurrency, 'feeCurrency', MAX_NAME) ?? settleCurrency(category, symbol);
}
