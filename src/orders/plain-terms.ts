import type { OrderSide, PositionSide } from './order.js';
import type { LegSource } from './order-record.js';

/** What many orders have alike: one object stands for it. */
export interface PlainTerms {
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly legFrom: LegSource;
  readonly type: string | null;
  readonly timeInForce: string | null;
  readonly reduceOnly: boolean | null;
  /** Whether a report said how much its message filled. */
  readonly namesLast: boolean;
  /** What the times of an order are counted from (ms): what is left of them are small integers, which take no objects of their own. */
  readonly base: number;
}

/** How many are remembered. */
const MOST = 32;
const known: PlainTerms[] = [];
/** Whose turn it is to be forgotten. */
let oldest = 0;

/** The object that stands for such terms. */
export function plainTerms(
  side: OrderSide,
  positionSide: PositionSide,
  legFrom: LegSource,
  type: string | null,
  timeInForce: string | null,
  reduceOnly: boolean | null,
  namesLast: boolean,
  base: number,
): PlainTerms {
  for (let at = 0; at < known.length; at++) {
    const each = known[at] as PlainTerms;
    const isIt =
      each.side === side &&
      each.base === base &&
      each.reduceOnly === reduceOnly &&
      each.positionSide === positionSide &&
      each.legFrom === legFrom &&
      each.namesLast === namesLast &&
      each.type === type &&
      each.timeInForce === timeInForce;
    if (isIt) return each;
  }
  const made = { side, positionSide, legFrom, type, timeInForce, reduceOnly, namesLast, base };
  known[oldest] = made;
  oldest = (oldest + 1) % MOST;
  return made;
}
