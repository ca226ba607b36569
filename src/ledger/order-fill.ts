import type { Amounts } from '../decimal/amounts.js';
import { NO_AMOUNTS } from '../decimal/amounts.js';
import { fromFixedPoint, productOf, toFixedPoint } from '../decimal/fixed-point.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import { costAt, priceFor } from './contract-cost.js';
import type { Liquidity } from './execution.js';

/**
 * One fill of an order, as it follows from the order's evidence. An execution that was told with its price and fee is one as it stands; the
 * optional fields are those of fills that had to be derived.
 */
export interface OrderFill {
  readonly tradeId: string | null;
  /** Above zero. */
  readonly quantity: string;
  /** Null where it follows from `cost`. */
  readonly price: string | null;
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly liquidity: Liquidity | null;
  /** See `message-time.ts`. */
  readonly at: number;
  /** Its place: the order's cumulative quantity after it; null where no report told it. */
  readonly end: string | null;
  /** What it cost (see `costAt`), where that is no product of a price. */
  readonly cost?: bigint;
  /** Its fees, where they follow from the order's cumulative ones. */
  readonly fees?: Amounts;
  /** No message told of it: cumulative figures did. */
  readonly inferred?: boolean;
  /** Its price is the rounded average, or the limit price. */
  readonly estimated?: boolean;
  /** A message that told of it was missed. */
  readonly missed?: boolean;
}

/** What a fill cost, in units of costs (see `costAt`). */
export function costOfFill(fill: OrderFill, kind: InstrumentKind): bigint {
  if (fill.cost !== undefined) return fill.cost;
  const { quantity, price } = fill;
  if (kind !== 'inverse') return productOf(quantity, price as string);
  return costAt(kind, toFixedPoint(quantity), toFixedPoint(price as string));
}

/** The price of a fill as a decimal. */
export function priceOfFill(fill: OrderFill, kind: InstrumentKind): string {
  if (fill.price !== null) return fill.price;
  return fromFixedPoint(priceFor(kind, toFixedPoint(fill.quantity), fill.cost as bigint));
}

export function feesOfFill({ fees, fee, feeCurrency }: OrderFill): Amounts {
  if (fees !== undefined) return fees;
  if (fee === null || fee === '0' || feeCurrency === null) return NO_AMOUNTS;
  return [{ currency: feeCurrency, amount: toFixedPoint(fee) }];
}

/** Whether something told the fees of a fill. */
export function areFeesKnown({ fees, fee }: OrderFill): boolean {
  return fees !== undefined || fee !== null;
}

/** What tells a fill from others of its order. */
export function nameOfFill({ tradeId, end, inferred }: OrderFill): string {
  return tradeId === null ? `${inferred === true ? '?' : '@'}${end}` : `#${tradeId}`;
}

/** Whether two fills are the same in everything. */
export function isSameFill(left: OrderFill, right: OrderFill): boolean {
  return (
    left === right ||
    (left.tradeId === right.tradeId &&
      left.quantity === right.quantity &&
      left.price === right.price &&
      left.fee === right.fee &&
      left.feeCurrency === right.feeCurrency &&
      left.liquidity === right.liquidity &&
      left.at === right.at &&
      left.end === right.end &&
      left.cost === right.cost &&
      isSameFees(left.fees, right.fees) &&
      left.inferred === right.inferred &&
      left.estimated === right.estimated &&
      left.missed === right.missed)
  );
}

function isSameFees(left: Amounts | undefined, right: Amounts | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    left.length === right.length &&
    left.every(({ currency, amount }, at) => currency === right[at]?.currency && amount === right[at].amount)
  );
}
