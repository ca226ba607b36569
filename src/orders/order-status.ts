import type { CheckedUpdate } from './checked-update.js';
import { isOpenStatus, isTerminalStatus } from './order.js';
import type { OrderStatus } from './order.js';
import type { OrderRecord } from './order-record.js';
import type { UpdateAge } from './update-age.js';

/** What `nextStatus` has to know beside the record and the update. */
export interface StatusContext {
  readonly age: UpdateAge;
  /** Whether the update's `filled` exceeds the record's. */
  readonly grows: boolean;
  /** Whether the merged `filled` is above zero. */
  readonly hasFills: boolean;
}

/**
 * In which order the statuses rise where clocks cannot tell. CANCELED, EXPIRED and REJECTED are equals: the first to
 * come stays.
 */
const RANK: Readonly<Record<OrderStatus, number>> = {
  INITIALIZED: 0,
  PENDING: 1,
  ACCEPTED: 2,
  PARTIALLY_FILLED: 3,
  CANCELING: 3,
  CANCELED: 4,
  EXPIRED: 4,
  REJECTED: 4,
  FILLED: 5,
};

/** The status after an update (rules 4 to 9 of `docs/semantics.md`). */
export function nextStatus(record: OrderRecord, update: CheckedUpdate, context: StatusContext): OrderStatus {
  return working(statusSaid(record, update, context), context.hasFills);
}

/** Rule 5: an order that is open at the exchange and has fills reads PARTIALLY_FILLED. */
export function working(status: OrderStatus, hasFills: boolean): OrderStatus {
  return status === 'ACCEPTED' && hasFills ? 'PARTIALLY_FILLED' : status;
}

/** Whether an update speaks of the past: it may add what it alone knew of, and overwrites nothing. */
export function isLate(record: OrderRecord, update: CheckedUpdate, context: StatusContext): boolean {
  switch (context.age) {
    case 'older':
      return true;
    case 'caller':
      return record.heard || RANK[update.status] < RANK[record.status];
    case 'same':
      if (isOfLeftType(record, update) || isExpiryOfLeftType(record, update)) return true;
      return (
        !revives(record, update, context.age) &&
        RANK[working(update.status, context.hasFills)] < RANK[record.status]
      );
    case 'first':
    case 'newer':
      return false;
  }
}

function statusSaid(record: OrderRecord, update: CheckedUpdate, context: StatusContext): OrderStatus {
  const { status: was } = record;
  const { status: said } = update;
  // FILLED is the exchange's last word on any order, whenever it comes.
  if (was === 'FILLED' || said === 'FILLED') return 'FILLED';
  if (was === 'REJECTED') return was;
  if (was === 'CANCELED' || was === 'EXPIRED') return afterTheEnd(record, update, context.age);
  if (was === 'CANCELING') return whileCanceling(record, update, context);
  if (said === 'CANCELING') return said;
  if (context.age === 'older') return was;
  if (context.age === 'first' || context.age === 'newer') return said;
  if (isExpiryOfLeftType(record, update)) return was;
  return RANK[said] > RANK[was] ? said : was;
}

/** Rules 6 and 7: fills do not reopen an order; an ACCEPTED that cannot be a late one does. */
function afterTheEnd(record: OrderRecord, update: CheckedUpdate, age: UpdateAge): OrderStatus {
  if (revives(record, update, age)) return 'ACCEPTED';
  return age === 'newer' && isTerminalStatus(update.status) ? update.status : record.status;
}

/** Rule 8: what ends a cancel request, and what only passes while it runs. */
function whileCanceling(
  record: OrderRecord,
  update: CheckedUpdate,
  { age, grows }: StatusContext,
): OrderStatus {
  const said = update.status;
  if (isTerminalStatus(said)) {
    const past = age === 'older' || (age === 'same' && isExpiryOfLeftType(record, update));
    return past ? 'CANCELING' : said;
  }
  // Before the exchange has spoken at all, ACCEPTED answers the order, not the cancel: only `newer` is a refusal.
  const refused = (said === 'ACCEPTED' || said === 'PARTIALLY_FILLED') && age === 'newer' && !grows;
  return refused ? said : 'CANCELING';
}

/** Rule 7: a triggered stop order's id lives on as another type, accepted in the millisecond in which it expired. */
function revives(record: OrderRecord, update: CheckedUpdate, age: UpdateAge): boolean {
  if (record.status !== 'CANCELED' && record.status !== 'EXPIRED') return false;
  if (update.status !== 'ACCEPTED') return false;
  if (age === 'newer') return true;
  const sameMillisecond = update.timestamp !== null && update.timestamp === record.timestamp;
  return sameMillisecond && isNewType(record, update);
}

function isNewType(record: OrderRecord, update: CheckedUpdate): boolean {
  if (record.type === null || update.type === null || update.type === record.type) return false;
  return !record.leftTypes.includes(update.type);
}

function isExpiryOfLeftType(record: OrderRecord, update: CheckedUpdate): boolean {
  return update.status === 'EXPIRED' && (isOfLeftType(record, update) || isOfTypeBefore(record, update));
}

/**
 * Rule 7 in the other order of delivery: in the millisecond in which an order lives on as one type, it ends as another. That other one
 * came before, though nothing was heard of it yet.
 */
function isOfTypeBefore(record: OrderRecord, update: CheckedUpdate): boolean {
  if (!isOpenStatus(record.status) || record.type === null || update.type === null) return false;
  const sameMillisecond = update.timestamp !== null && update.timestamp === record.timestamp;
  return record.heard && sameMillisecond && update.type !== record.type;
}

function isOfLeftType(record: OrderRecord, update: CheckedUpdate): boolean {
  return update.type !== null && record.leftTypes.includes(update.type);
}
