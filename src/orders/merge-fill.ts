import { compareUnsigned } from '../decimal/decimal-text.js';
import { divideHalfEven, fromFixedPoint, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { CheckedUpdate } from './checked-update.js';
import type { OrderRecord } from './order-record.js';

/** The part of an order record that tells what was filled and by which fill last. */
export type FillState = Pick<
  OrderRecord,
  | 'filled'
  | 'average'
  | 'averageDigits'
  | 'lastFilled'
  | 'lastFilledPrice'
  | 'tradeId'
  | 'fee'
  | 'feeCurrency'
>;

/** Whether `filled` grows from `before` to the update's by exactly the fill that the update names. */
export function growsByLastFill(before: string, update: CheckedUpdate): boolean {
  if (update.lastFilled === null || update.lastFilled === '0') return false;
  return toFixedPoint(update.filled) - toFixedPoint(before) === toFixedPoint(update.lastFilled);
}

/** The fill state of an order that is first heard of by this update. */
export function firstFill(update: CheckedUpdate): FillState {
  return update.filled === '0' ? lastFillOf(update, null) : fillAfter(null, update);
}

/** The fill state after an update whose `filled` exceeds the record's (rule 3: it never falls). */
export function grownFill(record: OrderRecord, update: CheckedUpdate): FillState {
  return fillAfter(record, update);
}

/** The fill state after an update that grows nothing: only what was unknown, or a newer average of the same fills. */
export function sameFill(record: OrderRecord, update: CheckedUpdate, newer: boolean): FillState {
  if (compareUnsigned(update.filled, record.filled) < 0 || update.filled === '0') return record;
  const average = record.average === null || newer ? (update.average ?? record.average) : record.average;
  const known = record.lastFilled !== null && record.lastFilled !== '0';
  if (average === record.average && (known || update.lastFilled === null)) return record;
  const averageDigits = average === record.average ? record.averageDigits : update.averageDigits;
  return known
    ? { ...record, average, averageDigits }
    : lastFillOf(update, average === null ? null : { average, averageDigits });
}

type Average = Pick<OrderRecord, 'averageDigits'> & { readonly average: string };

function lastFillOf(update: CheckedUpdate, average: Average | null): FillState {
  return {
    filled: update.filled,
    average: average?.average ?? null,
    averageDigits: average?.averageDigits ?? 0,
    lastFilled: update.lastFilled,
    lastFilledPrice: update.lastFilledPrice,
    tradeId: update.tradeId,
    fee: update.fee,
    feeCurrency: update.feeCurrency,
  };
}

/** The update is a fill state as it stands, if it tells the average. */
function fillAfter(record: OrderRecord | null, update: CheckedUpdate): FillState {
  return update.average === null ? lastFillOf(update, averageAfter(record, update)) : update;
}

/** The average as it follows from the fill that the update names. */
function averageAfter(record: OrderRecord | null, update: CheckedUpdate): Average | null {
  const before = record?.filled ?? '0';
  if (update.lastFilled === null || update.lastFilledPrice === null || !growsByLastFill(before, update))
    return null;
  if (before === '0') return { average: update.lastFilledPrice, averageDigits: SCALE };
  if (record === null || record.average === null) return null;
  const cost =
    toFixedPoint(before) * toFixedPoint(record.average) +
    toFixedPoint(update.lastFilled) * toFixedPoint(update.lastFilledPrice);
  return {
    average: fromFixedPoint(divideHalfEven(cost, toFixedPoint(update.filled))),
    averageDigits: SCALE,
  };
}
