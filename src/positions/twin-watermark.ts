import { stretchesOf, nameFills } from './named-fills.js';
import type { HeardTrades, Watermark } from './watermark.js';

/** What was counted of one order under two keys, made one. */
export interface JoinedWatermark {
  readonly kept: Watermark;
  /** What was counted twice, and is to be taken back from the position; null if nothing was. */
  readonly back: Watermark | null;
  /** By how much the cost that is kept was wrong: it is in `kept` already. */
  readonly correction: bigint;
}

/**
 * The figures of an order are cumulative: of two that counted of it, the one that is further has counted what the other has. Null where they
 * are not of one position: trades were taken for another leg's.
 */
export function joinWatermarks(own: Watermark | null, twin: Watermark | null): JoinedWatermark | null {
  if (own === null || twin === null) {
    const kept = own ?? twin;
    return kept === null ? null : { kept, back: null, correction: 0n };
  }
  if (own.positionSide !== twin.positionSide || own.kind !== twin.kind) return null;
  const isTwinFurther =
    twin.quantity > own.quantity ||
    (twin.quantity === own.quantity && own.named !== null && twin.named === null);
  const [further, back] = isTwinFurther ? [twin, own] : [own, twin];
  const trades = joinTrades(further.trades, back.trades);
  // What one of them named may be what the other recovered.
  const { named, correction } =
    further.named === null
      ? { named: null, correction: 0n }
      : nameFills(further, further, stretchesOf(back), null);
  return { kept: { ...further, cost: further.cost + correction, trades, named }, back, correction };
}

/** Which trades both tell of is not known by quantity: the larger sum is kept, and no trade of either counts again; the order's own figures tell the rest. */
function joinTrades(left: HeardTrades | null, right: HeardTrades | null): HeardTrades | null {
  if (left === null || right === null) return left ?? right;
  const larger = right.quantity > left.quantity ? right : left;
  const ids = [...new Set([...left.ids, ...right.ids])];
  return { ...larger, ids, heardAt: Math.max(left.heardAt, right.heardAt) };
}
