import { compareUnsigned } from '../decimal/decimal-text.js';
import type { CheckedUpdate } from './checked-update.js';
import { mergeFees, NO_FEES } from './merge-fees.js';
import { firstFill, grownFill, sameFill } from './merge-fill.js';
import { isOpenStatus } from './order.js';
import type { OrderStatus } from './order.js';
import type { OrderRecord } from './order-record.js';
import { isLate, nextStatus, working } from './order-status.js';
import { isCallersWord, updateAge } from './update-age.js';
import type { UpdateAge } from './update-age.js';
import { UpdateFault } from './update-fault.js';

/** The record after an update, or why there is no change. */
export type MergeResult =
  { readonly outcome: 'applied'; readonly record: OrderRecord } | { readonly outcome: 'duplicate' | 'stale' };

const DUPLICATE: MergeResult = { outcome: 'duplicate' };
const STALE: MergeResult = { outcome: 'stale' };
const NO_TYPES: readonly string[] = Object.freeze([]);

/**
 * Merges what the exchange said into what the cache believes (rules 2 to 12 of `docs/semantics.md`). Pure: neither
 * argument changes.
 *
 * @throws {UpdateFault} if the update contradicts what an order cannot change.
 */
export function mergeUpdate(record: OrderRecord | null, update: CheckedUpdate): MergeResult {
  if (record === null) return { outcome: 'applied', record: firstRecord(update) };
  assertSameOrder(record, update);

  const grows = compareUnsigned(update.filled, record.filled) > 0;
  const age = updateAge(record, update);
  const context = { age, grows, hasFills: grows || record.filled !== '0' };
  const late = isLate(record, update, context);

  const fill = grows ? grownFill(record, update) : sameFill(record, update, age === 'newer');
  const fees = mergeFees(record, record.filled, update, grows, late);
  const type = descriptive(record.type, update.type, late);
  const status = nextStatus(record, update, context);
  const spoke = age !== 'caller';
  const merged: OrderRecord = {
    exchange: record.exchange,
    symbol: record.symbol,
    id: record.id ?? update.id,
    clientOrderId: record.clientOrderId ?? update.clientOrderId,
    status,
    side: record.side,
    type,
    timeInForce: descriptive(record.timeInForce, update.timeInForce, late),
    price: descriptive(record.price, update.price, late),
    amount: late || update.amount === '0' ? record.amount : update.amount,
    filled: fill.filled,
    average: fill.average,
    averageDigits: fill.averageDigits,
    lastFilled: fill.lastFilled,
    lastFilledPrice: fill.lastFilledPrice,
    tradeId: fill.tradeId,
    fee: fill.fee,
    feeCurrency: fill.feeCurrency,
    fees: fees.fees,
    feesAsOf: fees.feesAsOf,
    tradeIds: fees.tradeIds,
    reduceOnly: late || update.reduceOnly === null ? record.reduceOnly : update.reduceOnly,
    positionSide: record.heard ? record.positionSide : update.positionSide,
    reason: descriptive(record.reason, update.reason, late),
    timestamp: latestTime(record, update, spoke),
    heard: record.heard || spoke,
    leftTypes: leftTypes(record, update, type, age),
    cancelIntent: isMeantToBeCanceled(record, status),
    idempotencyKey: record.idempotencyKey,
  };
  if (isSameRecord(record, merged)) return age === 'older' ? STALE : DUPLICATE;
  return { outcome: 'applied', record: merged };
}

/** Rule 2: an unknown order begins with whatever is heard of it first. */
export function firstRecord(update: CheckedUpdate): OrderRecord {
  const hasFills = update.filled !== '0';
  const fill = firstFill(update);
  const fees = mergeFees(NO_FEES, '0', update, hasFills, false);
  return {
    exchange: update.exchange,
    symbol: update.symbol,
    id: update.id,
    clientOrderId: update.clientOrderId,
    status: working(update.status, hasFills),
    side: update.side,
    type: update.type,
    timeInForce: update.timeInForce,
    price: update.price,
    amount: update.amount,
    filled: fill.filled,
    average: fill.average,
    averageDigits: fill.averageDigits,
    lastFilled: fill.lastFilled,
    lastFilledPrice: fill.lastFilledPrice,
    tradeId: fill.tradeId,
    fee: fill.fee,
    feeCurrency: fill.feeCurrency,
    fees: fees.fees,
    feesAsOf: fees.feesAsOf,
    tradeIds: fees.tradeIds,
    reduceOnly: update.reduceOnly ?? false,
    positionSide: update.positionSide,
    reason: update.reason,
    timestamp: update.timestamp,
    heard: !isCallersWord(update),
    leftTypes: NO_TYPES,
    cancelIntent: update.status === 'CANCELING',
    idempotencyKey: null,
  };
}

/** Rule 12. */
function assertSameOrder(record: OrderRecord, update: CheckedUpdate): void {
  if (update.side !== record.side) {
    throw new UpdateFault('side', `is ${update.side}, but the order is known as ${record.side}`);
  }
  // Before the exchange has spoken, the leg is what its creator took it for.
  if (record.heard && update.positionSide !== record.positionSide) {
    throw new UpdateFault(
      'positionSide',
      `is ${update.positionSide}, but the order is known as ${record.positionSide}`,
    );
  }
}

/** A late update tells only what was unknown; any other overwrites. */
function descriptive(known: string | null, said: string | null, late: boolean): string | null {
  return late ? (known ?? said) : (said ?? known);
}

/** The exchange's latest time; the caller's only while the exchange has not spoken. */
function latestTime(record: OrderRecord, update: CheckedUpdate, spoke: boolean): number | null {
  if (update.timestamp === null) return record.timestamp;
  if (spoke) {
    return record.heard && record.timestamp !== null
      ? Math.max(record.timestamp, update.timestamp)
      : update.timestamp;
  }
  return record.heard ? record.timestamp : (record.timestamp ?? update.timestamp);
}

/**
 * Rule 7's memory: an order leaves a type by taking another one. That it had a type before is also told by that type's expiry, and by
 * what was said of it earlier.
 */
function leftTypes(
  record: OrderRecord,
  update: CheckedUpdate,
  type: string | null,
  age: UpdateAge,
): readonly string[] {
  if (update.type === null || record.type === null) return record.leftTypes;
  if (type !== record.type) return withType(record.leftTypes, record.type);
  const wasAnother = update.type !== type && (update.status === 'EXPIRED' || age === 'older');
  return wasAnother ? withType(record.leftTypes, update.type) : record.leftTypes;
}

function withType(types: readonly string[], type: string): readonly string[] {
  return types.includes(type) ? types : [...types, type];
}

/**
 * Rule 13: CANCELING is the caller's word that it means to cancel, as good as the mark. The intent ends with the order, or when the exchange
 * refused the cancel.
 */
function isMeantToBeCanceled({ status: before, cancelIntent }: OrderRecord, after: OrderStatus): boolean {
  if (after === 'CANCELING') return cancelIntent || before !== 'CANCELING';
  return cancelIntent && before !== 'CANCELING' && isOpenStatus(after);
}

/** Compares all that merging can change. Lists are shared where they are unchanged, so identity tells. */
function isSameRecord(before: OrderRecord, after: OrderRecord): boolean {
  return (
    after.status === before.status &&
    after.filled === before.filled &&
    after.timestamp === before.timestamp &&
    after.average === before.average &&
    after.fees === before.fees &&
    after.feesAsOf === before.feesAsOf &&
    after.tradeIds === before.tradeIds &&
    after.price === before.price &&
    after.amount === before.amount &&
    after.type === before.type &&
    after.timeInForce === before.timeInForce &&
    after.reduceOnly === before.reduceOnly &&
    after.positionSide === before.positionSide &&
    after.reason === before.reason &&
    after.id === before.id &&
    after.clientOrderId === before.clientOrderId &&
    after.heard === before.heard &&
    after.leftTypes === before.leftTypes &&
    after.cancelIntent === before.cancelIntent &&
    after.lastFilled === before.lastFilled &&
    after.lastFilledPrice === before.lastFilledPrice &&
    after.tradeId === before.tradeId
  );
}
