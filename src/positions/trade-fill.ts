import { addAmounts, NO_AMOUNTS, subtractAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { costAt } from './contract-cost.js';
import type { Fill } from './fill.js';
import { stretchesOf } from './named-fills.js';
import type { NamedFills } from './named-fills.js';
import type { CheckedTrade } from './trade.js';
import { knownFees } from './watermark.js';
import type { HeardTrades, Watermark } from './watermark.js';

/** What a trade changes: what was heard of its order by then, and the fill that its position has not counted yet, if there is one. */
export interface TradeStep {
  readonly counted: Watermark;
  readonly fill: Fill | null;
  /** By how much the cost that was counted before was wrong, where all that was counted are trades now: it is in `counted` already. */
  readonly correction: bigint;
}

const NO_TRADES: Omit<HeardTrades, 'heardAt'> = { quantity: 0n, cost: 0n, fees: NO_AMOUNTS, ids: [] };

/**
 * The step that a trade is beyond an order's watermark, or null if it was heard before.
 *
 * @param orderFees what the order itself says of its fees.
 * @param heardAt the cache's own clock (ms).
 */
export function tradeStep(
  watermark: Watermark,
  trade: CheckedTrade,
  orderFees: Amounts,
  heardAt: number,
): TradeStep | null {
  const before = watermark.trades ?? NO_TRADES;
  if (before.ids.includes(trade.tradeId)) return null;
  const own = costAt(watermark.kind, trade.quantity, trade.price);
  const trades: HeardTrades = {
    quantity: before.quantity + trade.quantity,
    cost: before.cost + own,
    fees: addAmounts(before.fees, trade.fees),
    ids: [...before.ids, trade.tradeId],
    heardAt,
  };
  const growth = trades.quantity - watermark.quantity;
  const quantity = growth > 0n ? growth : 0n;
  const isNext = before.quantity === watermark.quantity && before.cost === watermark.cost;
  const cost = isNext
    ? own
    : quantity === 0n
      ? 0n
      : costBeyond(watermark, trades, (own * quantity) / trade.quantity);
  const known = knownFees(orderFees, trades);
  const fees = subtractAmounts(known, watermark.fees);
  const named = quantity === 0n ? watermark.named : namedBeside(watermark, trade.timestamp ?? heardAt);
  const total = watermark.cost + cost;
  // What the order named to the last fill is exact: trades of as much are others of its fills, if they cost something else.
  const isAllTrades = named !== null && trades.quantity === watermark.quantity + quantity;
  const correction = isAllTrades ? trades.cost - total : 0n;
  const counted: Watermark = {
    ...watermark,
    quantity: watermark.quantity + quantity,
    cost: total + correction,
    fees: known,
    trades,
    named,
  };
  const isFill = quantity !== 0n || fees.length > 0;
  const fill: Fill | null = isFill ? { side: trade.side, quantity, cost, fees, estimated: false } : null;
  return { counted, fill, correction };
}

/** What the order itself named, where a trade is counted that it has not told of yet. */
function namedBeside(watermark: Watermark, at: number): NamedFills {
  return watermark.named ?? { stretches: stretchesOf(watermark), unnamedAt: at };
}

/** Where the order's own word was ahead of the trades: what all trades cost less what was counted. */
function costBeyond(watermark: Watermark, trades: HeardTrades, estimate: bigint): bigint {
  const cost = trades.cost - watermark.cost;
  return cost > 0n ? cost : estimate;
}
