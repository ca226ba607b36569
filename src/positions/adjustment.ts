import { toFixedPoint } from '../decimal/fixed-point.js';
import {
  assertObject, decimal, MAX_ID, MAX_NAME, MAX_REASON, optionalDecimal, optionalText, positionSide, requiredText, timestamp,
} from '../orders/field-checks.js'; // prettier-ignore
import type { PositionSide } from '../orders/order.js';
import { UpdateFault } from '../orders/update-fault.js';
import type { AdjustmentItem } from '../ledger/ledger-item.js';
import type { Leg } from '../ledger/leg.js';

export const ADJUSTMENT_KINDS = ['FUNDING', 'CORRECTION'] as const;

/**
 * - `FUNDING`: a funding payment or fee of a position.
 * - `CORRECTION`: anything that the caller knows and no order tells: a transfer, an airdrop, a figure that was wrong.
 */
export type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number];

/** A change of a position that no order made. `null` means the same as leaving a field out. */
export interface Adjustment {
  readonly exchange: string;
  readonly symbol: string;
  /** NET unless given. */
  readonly positionSide?: PositionSide | null;
  /** Unique within the exchange: an adjustment that is told again changes nothing. */
  readonly id: string;
  readonly kind: AdjustmentKind;
  /** By how much the signed amount changes, in contracts. */
  readonly quantity?: string | null;
  /** At which price; a quantity needs one. */
  readonly price?: string | null;
  /** Money, positive when received. It is kept apart from the profits. */
  readonly amount?: string | null;
  readonly currency?: string | null;
  readonly reason?: string | null;
  /** The exchange's clock, integer milliseconds since the epoch. */
  readonly timestamp?: number | null;
}

/** An adjustment that was checked and copied; amounts in `10^-18`. */
export interface CheckedAdjustment {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly id: string;
  readonly kind: AdjustmentKind;
  readonly quantity: bigint;
  readonly price: bigint | null;
  readonly amount: bigint;
  readonly currency: string | null;
  readonly reason: string | null;
  readonly timestamp: number | null;
}

/** An adjustment as the cache keeps it. */
export interface AppliedAdjustment extends Leg {
  readonly item: AdjustmentItem;
  /** When it was applied, on the cache's own clock (ms). */
  readonly appliedAt: number;
  /** Its ledger has settled it: what is left is its id. */
  readonly isSettled: boolean;
}

/** Exchanges and ids hold no control characters, so that this one parts them without doubt. */
export function adjustmentKey({ exchange, id }: Pick<Adjustment, 'exchange' | 'id'>): string {
  return `${exchange}\u001f${id}`;
}

const FIELDS: ReadonlySet<string> = new Set<keyof Adjustment>([
  'exchange', 'symbol', 'positionSide', 'id', 'kind', 'quantity', 'price', 'amount', 'currency', 'reason', 'timestamp',
]); // prettier-ignore

/** @throws {UpdateFault} naming the first field that is wrong. */
export function checkAdjustment(adjustment: Adjustment): CheckedAdjustment {
  assertObject(adjustment);
  for (const field of Object.keys(adjustment))
    if (!FIELDS.has(field)) throw new UpdateFault(field, 'is not a field of an adjustment; leave it out');
  const given = adjustment as { readonly [Field in keyof Adjustment]: unknown };
  const quantity = optionalDecimal(given.quantity, 'quantity', null, true);
  const amount = optionalDecimal(given.amount, 'amount', null, true);
  const currency = optionalText(given.currency, 'currency', MAX_NAME, null);
  if (quantity === null && amount === null)
    throw new UpdateFault('amount', 'is missing: give amount, quantity or both');
  if (quantity !== null && quantity !== '0' && given.price == null)
    throw new UpdateFault('price', 'is missing: a quantity needs the price at which it changes');
  if (amount !== null && currency === null)
    throw new UpdateFault('currency', 'is missing: an amount needs its currency');
  return {
    exchange: requiredText(given.exchange, 'exchange', MAX_NAME, undefined),
    symbol: requiredText(given.symbol, 'symbol', MAX_ID, undefined),
    positionSide: positionSide(given.positionSide) ?? 'NET',
    id: requiredText(given.id, 'id', MAX_ID, undefined),
    kind: kindOf(given.kind),
    quantity: quantity === null ? 0n : toFixedPoint(quantity),
    price: priceOf(given.price),
    amount: amount === null ? 0n : toFixedPoint(amount),
    currency,
    reason: optionalText(given.reason, 'reason', MAX_REASON, null, true),
    timestamp: timestamp(given.timestamp),
  };
}

function kindOf(value: unknown): AdjustmentKind {
  const kind = ADJUSTMENT_KINDS.find((each) => each === value);
  if (kind === undefined) throw new UpdateFault('kind', `must be one of ${ADJUSTMENT_KINDS.join(', ')}`);
  return kind;
}

function priceOf(value: unknown): bigint | null {
  if (value === undefined || value === null) return null;
  const price = toFixedPoint(decimal(value, 'price', false));
  if (price === 0n) throw new UpdateFault('price', 'must be above zero');
  return price;
}
