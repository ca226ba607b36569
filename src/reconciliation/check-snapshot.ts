import { fractionDigits } from '../decimal/decimal-text.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import { legKey } from '../ledger/leg.js';
import type { PositionSide } from '../orders/order.js';
import {
  assertObject, decimal, MAX_ID, MAX_NAME, optionalBoolean, optionalDecimal, positionSide, requiredText, timestamp,
} from '../orders/field-checks.js'; // prettier-ignore
import { UpdateFault } from '../orders/update-fault.js';
import type { PositionSnapshot } from './snapshot.js';

const FIELDS: ReadonlySet<string> = new Set<keyof PositionSnapshot>([
  'exchange', 'symbol', 'positionSide', 'signedAmount', 'entryPrice', 'realizedPnl', 'realizedSinceOpening', 'timestamp',
]); // prettier-ignore

/** A position snapshot that was checked and copied. */
export interface CheckedPosition {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
  /** Signed, in `10^-18`. */
  readonly quantity: bigint;
  /** In `10^-18`; null where it is not told. */
  readonly entryPrice: bigint | null;
  /** Fraction digits of the entry price as the exchange wrote it: how far it may have been rounded. */
  readonly entryDigits: number;
  /** In `10^-18`. */
  readonly realizedPnl: bigint | null;
  /** Whether that begins anew with each opening. */
  readonly realizedSinceOpening: boolean;
  readonly timestamp: number | null;
}

/** @throws {UpdateFault} if what should name an exchange does not. */
export function checkExchange(exchange: unknown): string {
  return requiredText(exchange, 'exchange', MAX_NAME, undefined);
}

/** @throws {UpdateFault} if it is no time. */
export function checkTime(time: unknown): number | null {
  return timestamp(time);
}

/**
 * The positions of a snapshot, each leg named once: of two, nothing tells which one counts.
 *
 * @throws {UpdateFault} naming the field that is wrong, with its place in the list, or the leg that is there twice.
 */
export function checkPositions(exchange: string, snapshots: readonly PositionSnapshot[]): CheckedPosition[] {
  const places = new Map<string, number>();
  return snapshots.map((snapshot, at) => {
    const position = checkPosition(exchange, snapshot, `positions[${at}]`);
    const first = places.get(legKey(position));
    if (first !== undefined)
      throw new UpdateFault(
        `positions[${at}].positionSide`,
        `names the ${position.positionSide} leg of ${position.symbol}, as positions[${first}] does; give each leg once`,
      );
    places.set(legKey(position), at);
    return position;
  });
}

function checkPosition(exchange: string, snapshot: PositionSnapshot, place: string): CheckedPosition {
  try {
    return checked(exchange, snapshot);
  } catch (error) {
    if (!(error instanceof UpdateFault)) throw error;
    throw new UpdateFault(`${place}.${error.field}`, error.reason);
  }
}

function checked(exchange: string, snapshot: PositionSnapshot): CheckedPosition {
  assertObject(snapshot);
  for (const field of Object.keys(snapshot))
    if (!FIELDS.has(field))
      throw new UpdateFault(field, 'is not a field of a position snapshot; leave it out');
  const given = snapshot as { readonly [Field in keyof PositionSnapshot]: unknown };
  if ((given.exchange ?? exchange) !== exchange)
    throw new UpdateFault('exchange', `is not ${exchange}, whose snapshot it is`);
  if (given.signedAmount === undefined || given.signedAmount === null)
    throw new UpdateFault('signedAmount', 'is missing');
  const leg = positionSide(given.positionSide) ?? 'NET';
  const quantity = toFixedPoint(decimal(given.signedAmount, 'signedAmount', true));
  if ((leg === 'LONG' && quantity < 0n) || (leg === 'SHORT' && quantity > 0n))
    throw new UpdateFault(
      'signedAmount',
      `must not be ${leg === 'LONG' ? 'below' : 'above'} zero on a ${leg} leg`,
    );
  const entryPrice = optionalDecimal(given.entryPrice, 'entryPrice', null);
  const realizedPnl = optionalDecimal(given.realizedPnl, 'realizedPnl', null, true);
  return {
    exchange,
    symbol: requiredText(given.symbol, 'symbol', MAX_ID, undefined),
    positionSide: leg,
    quantity,
    // Exchanges write an entry of zero for what is flat, or where they do not know it.
    entryPrice: entryPrice === null || entryPrice === '0' ? null : toFixedPoint(entryPrice),
    entryDigits: entryPrice === null ? 0 : fractionDigits(given.entryPrice as string),
    realizedPnl: realizedPnl === null ? null : toFixedPoint(realizedPnl),
    realizedSinceOpening: optionalBoolean(given.realizedSinceOpening, 'realizedSinceOpening') ?? false,
    timestamp: timestamp(given.timestamp),
  };
}
