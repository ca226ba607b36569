import type { InstrumentKind } from '../instruments/instrument.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import { costAt } from './contract-cost.js';

/** A part of what an order has filled that the exchange named fill by fill: from `end - quantity` to `end`, in `10^-18`. */
export interface Stretch {
  readonly end: bigint;
  readonly quantity: bigint;
  /** What its fills cost (see `costAt`), summed. */
  readonly cost: bigint;
}

/**
 * What an order's own updates named of its counted fills, while there is a hole: a part that was counted by cumulative figures, whose average is
 * rounded. Once every fill was named after all, their sum is what was counted should have cost.
 */
export interface NamedFills {
  /** By `end`; no two of them touch. */
  readonly stretches: readonly Stretch[];
  /** When the latest fill was counted that the order did not name (ms, as the fill's). */
  readonly unnamedAt: number;
}

/** What a word on an order changes of what was named, and by how much the counted cost was wrong. */
export interface NamedStep {
  /** Null where every counted fill is named. */
  readonly named: NamedFills | null;
  /** To be added to the counted cost; zero as long as there is a hole. */
  readonly correction: bigint;
  readonly unnamedAt: number;
}

/** What was counted of an order, and what it named of that. */
interface Counted {
  readonly quantity: bigint;
  readonly cost: bigint;
  readonly named: NamedFills | null;
}

/**
 * So many parts are kept of an order; fills that follow each other are one. Of an order with more holes the fills that
 * come late are not waited for: what the averages told stays counted.
 */
export const MAX_STRETCHES = 100;

const NOTHING: readonly Stretch[] = Object.freeze([]);

/** The fill that an update names, or null if it names none that can be priced. */
export function namedFill(
  kind: InstrumentKind,
  filled: string,
  lastFilled: string | null,
  lastFilledPrice: string | null,
): Stretch | null {
  if (lastFilled === null || lastFilledPrice === null || lastFilled === '0') return null;
  if (kind === 'inverse' && lastFilledPrice === '0') return null;
  const quantity = toFixedPoint(lastFilled);
  const end = toFixedPoint(filled);
  return quantity > end
    ? null
    : { end, quantity, cost: costAt(kind, quantity, toFixedPoint(lastFilledPrice)) };
}

/** What is named of an order of which so much is counted. */
export function stretchesOf({ quantity, cost, named }: Counted): readonly Stretch[] {
  if (named !== null) return named.stretches;
  return quantity === 0n ? NOTHING : [{ end: quantity, quantity, cost }];
}

/**
 * @param before what was counted before.
 * @param counted what is counted now.
 * @param fills that are named now; what was named before is not named again.
 * @param unnamedAt when something was counted that was not named (ms); null if nothing is now.
 */
export function nameFills(
  before: Counted,
  counted: Pick<Counted, 'quantity' | 'cost'>,
  fills: readonly (Stretch | null)[],
  unnamedAt: number | null,
): NamedStep {
  let stretches = stretchesOf(before);
  const known = stretches;
  for (const fill of fills) if (fill !== null) stretches = withFill(stretches, fill);
  const latest = Math.max(before.named?.unnamedAt ?? 0, unnamedAt ?? 0);
  const [first] = stretches;
  if (first?.end === counted.quantity && first.quantity === counted.quantity)
    return { named: null, correction: first.cost - counted.cost, unnamedAt: latest };
  if (stretches.length > MAX_STRETCHES) return { named: null, correction: 0n, unnamedAt: latest };
  const isSame = before.named !== null && stretches === known && latest === before.named.unnamedAt;
  return {
    named: isSame ? before.named : { stretches, unnamedAt: latest },
    correction: 0n,
    unnamedAt: latest,
  };
}

/** The same list if any part of the fill is in there already: that was named before, or contradicts what was. */
function withFill(stretches: readonly Stretch[], fill: Stretch): readonly Stretch[] {
  const begin = fill.end - fill.quantity;
  const at = stretches.findIndex(({ end }) => end > begin);
  const index = at < 0 ? stretches.length : at;
  const before = stretches[index - 1];
  const after = stretches[index];
  if (after !== undefined && after.end - after.quantity < fill.end) return stretches;
  const joinsBefore = before?.end === begin;
  const joinsAfter = after !== undefined && after.end - after.quantity === fill.end;
  const parts = [...(joinsBefore ? [before] : []), fill, ...(joinsAfter ? [after] : [])];
  const joined: Stretch = {
    end: joinsAfter ? after.end : fill.end,
    quantity: parts.reduce((sum, { quantity }) => sum + quantity, 0n),
    cost: parts.reduce((sum, { cost }) => sum + cost, 0n),
  };
  return stretches.toSpliced(joinsBefore ? index - 1 : index, parts.length - 1, joined);
}
