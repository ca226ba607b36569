import { compareUnsigned } from '../decimal/decimal-text.js';
import type { OrderStatus } from './order.js';

/** What describes an order and may change while it lives: each field is as the latest report that told it says. */
export interface OrderFacts {
  readonly clientOrderId: string | null;
  readonly type: string | null;
  readonly timeInForce: string | null;
  readonly price: string | null;
  readonly amount: string | null;
  readonly reduceOnly: boolean | null;
  readonly reason: string | null;
}

/** By how much a report counts against others that tell the same field. */
export interface Stamp {
  /** The exchange's time (ms); `UNTIMED` or `CALLER` where there is none. */
  readonly at: number;
  readonly filled: string;
  readonly rank: number;
}

/** The facts of an order with the stamps that they are known under. */
export interface StampedFacts extends OrderFacts, Stamp {
  /** Stamps of fields that are older than `at`, by field; null while there are none. */
  readonly older: ReadonlyMap<keyof OrderFacts, Stamp> | null;
  /** What reports without a time told, each once: one that comes again counts as of when it first came. Null while there are none. */
  readonly told: readonly string[] | null;
}

/** How many reports without a time are remembered. */
const REMEMBERED = 32;

/** A report without an exchange time: older than any that has one. */
export const UNTIMED = -1;
/** The caller's word: older than any report. */
export const CALLER = -2;

export const FACT_FIELDS = [
  'clientOrderId',
  'type',
  'timeInForce',
  'price',
  'amount',
  'reduceOnly',
  'reason',
] as const satisfies readonly (keyof OrderFacts)[];

/** In which order statuses count where times cannot tell. */
export const STATUS_RANK: Readonly<Record<OrderStatus, number>> = {
  INITIALIZED: 0,
  PENDING: 1,
  ACCEPTED: 2,
  PARTIALLY_FILLED: 3,
  CANCELING: 3,
  REJECTED: 4,
  EXPIRED: 5,
  CANCELED: 6,
  FILLED: 7,
};

/**
 * Joins what two sources tell: by field the later word (rule 9: of one time the one with the larger `filled`, then the higher status, then the larger
 * text), null never replacing a value. Of two words without a time the one that comes counts.
 *
 * @returns the same object where nothing changes.
 */
export function joinFacts(known: StampedFacts, told: StampedFacts): StampedFacts {
  if (told.at === UNTIMED && isToldAgain(known, told)) return known;
  const isNewer = compareStamps(told, known) > 0;
  if (isNewer && told.told === null && known.told === null && tellsAll(told, known)) return told;
  if (!isNewer && tellsNothing(known, told)) return known;
  const latest = isNewer ? told : known;
  const older = new Map<keyof OrderFacts, Stamp>();
  const joined: Record<keyof OrderFacts, Fact> = factsOnly(known);
  let isChanged = isNewer;
  for (const field of FACT_FIELDS) {
    const [mine, theirs] = [known[field], told[field]];
    if (mine === null && theirs === null) continue;
    const [myStamp, theirStamp] = [stampOf(known, field), stampOf(told, field)];
    const wins = theirs !== null && (mine === null || isStronger(theirs, theirStamp, mine, myStamp));
    if (wins) joined[field] = theirs;
    const stamp = wins ? theirStamp : myStamp;
    if (compareStamps(stamp, latest) < 0) older.set(field, stamp);
    isChanged ||= wins && (theirs !== mine || compareStamps(theirStamp, myStamp) !== 0);
  }
  if (!isChanged) return told.told === null ? known : { ...known, told: rememberedOf(known, told) };
  const { at, filled, rank } = latest;
  const remembered = rememberedOf(known, told);
  return {
    ...(joined as OrderFacts),
    at,
    filled,
    rank,
    older: older.size === 0 ? null : older,
    told: remembered,
  };
}

/** Below, at or above zero as the first counts less, as much, or more. */
export function compareStamps(left: Stamp, right: Stamp): number {
  return left.at - right.at || compareUnsigned(left.filled, right.filled) || left.rank - right.rank;
}

/** What both were told without a time, the latest last. */
function rememberedOf(known: StampedFacts, told: StampedFacts): readonly string[] | null {
  if (known.told === null || told.told === null) return known.told ?? told.told;
  return [...new Set([...known.told, ...told.told])].slice(-REMEMBERED);
}

/** What a report without a time says, to know it again. */
export function textOfReport(
  report: OrderFacts & { readonly filled: string; readonly status: OrderStatus },
): string {
  return JSON.stringify([...FACT_FIELDS.map((field) => report[field]), report.filled, report.status]);
}

type Fact = OrderFacts[keyof OrderFacts];

function isToldAgain(known: StampedFacts, { told }: StampedFacts): boolean {
  return known.told !== null && (told ?? []).every((text) => known.told?.includes(text));
}

function isStronger(theirs: Fact, theirStamp: Stamp, mine: Fact, myStamp: Stamp): boolean {
  const apart = compareStamps(theirStamp, myStamp);
  if (apart !== 0) return apart > 0;
  return theirStamp.at < 0 ? theirs !== mine : String(theirs) > String(mine);
}

/** Whether everything that is known was told anew, all of it at once. */
function tellsAll(told: StampedFacts, known: OrderFacts): boolean {
  if (told.older !== null) return false;
  return (
    (told.clientOrderId !== null || known.clientOrderId === null) &&
    (told.type !== null || known.type === null) &&
    (told.timeInForce !== null || known.timeInForce === null) &&
    (told.price !== null || known.price === null) &&
    (told.amount !== null || known.amount === null) &&
    (told.reduceOnly !== null || known.reduceOnly === null) &&
    (told.reason !== null || known.reason === null)
  );
}

/** In the common case a message that comes again says what is known. */
function tellsNothing(known: StampedFacts, told: StampedFacts): boolean {
  if (compareStamps(told, known) !== 0 || known.older !== null) return false;
  return FACT_FIELDS.every((field) => told[field] === null || told[field] === known[field]);
}

function stampOf(facts: StampedFacts, field: keyof OrderFacts): Stamp {
  return facts.older?.get(field) ?? facts;
}

function factsOnly(facts: OrderFacts): { -readonly [Field in keyof OrderFacts]: OrderFacts[Field] } {
  const { clientOrderId, type, timeInForce, price, amount, reduceOnly, reason } = facts;
  return { clientOrderId, type, timeInForce, price, amount, reduceOnly, reason };
}
