import { addAmounts, NO_AMOUNTS, subtractAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { costAt } from './contract-cost.js';
import type { Fill } from './fill.js';
import type { CheckedTrade } from './trade.js';
import { knownFees } from './watermark.js';
import type { HeardTrades, Watermark } from './watermark.js';

/** What a trade changes: what was heard of its order by then, and the fill that its position has not counted yet, if there is one. */
export interface TradeStep {
  readonly counted: Watermark;
  readonly fill: Fill | null;
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
  const counted: Watermark = {
    ...watermark,
    quantity: watermark.quantity + quantity,
    cost: watermark.cost + cost,
    fees: known,
    trades,
  };
  const isFill = quantity !== 0n || fees.length > 0;
  return { counted, fill: isFill ? { side: trade.side, quantity, cost, fees, estimated: false } : null };
}

/** Where the order's own word was ahead of the trades: what all trades cost less what was counted. */
function costBeyond(watermark: Watermark, trades: HeardTrades, estimate: bigint): bigint {
  const cost = trades.cost - watermark.cost;
  return cost > 0n ? cost : estimate;
}
