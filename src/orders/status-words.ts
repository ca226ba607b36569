import { UNTIMED } from './order-facts.js';
import type { OrderStatus, TerminalStatus } from './order.js';

/** That an order was reported to have ended. */
export interface EndWord {
  readonly at: number;
  readonly status: Exclude<TerminalStatus, 'FILLED'>;
  readonly type: string | null;
}

/** That an order was reported as accepted. */
export interface AcceptedWord {
  readonly at: number;
  readonly type: string | null;
}

/** A type that an order had, and the earliest report of it. */
export interface TypeWord {
  readonly type: string;
  readonly since: number;
}

/** What reports said that the status of an order follows from. Times are the exchange's (ms), `UNTIMED` where there is none. */
export interface StatusWords {
  /** The latest report of FILLED; null if there was none. */
  readonly filledAt: number | null;
  /** The latest ACCEPTED, of each type where several are of that time. */
  readonly accepted: readonly AcceptedWord[];
  /** The latest end of each type. */
  readonly ends: readonly EndWord[];
  readonly types: readonly TypeWord[];
}

export const NO_WORDS: StatusWords = Object.freeze({
  filledAt: null,
  accepted: Object.freeze([]),
  ends: Object.freeze([]),
  types: Object.freeze([]),
});

/** CANCELED counts over EXPIRED over REJECTED. */
const END_RANK = { REJECTED: 0, EXPIRED: 1, CANCELED: 2 } as const;
/** Types that wait for a trigger, and become another type when it comes. */
const CONDITIONAL = /STOP|TAKE_?PROFIT|TRAILING|TOUCHED|TRIGGER|CONDITIONAL/i;

/** The words with a report's. @returns the same object where it says nothing new. */
export function joinWord(
  words: StatusWords,
  status: OrderStatus,
  type: string | null,
  timestamp: number | null,
): StatusWords {
  const at = timestamp ?? UNTIMED;
  const isKnownType =
    type === null || (words.types.length === 1 && words.types[0]?.type === type && isSince(words, at));
  if (isKnownType && status === 'PARTIALLY_FILLED') return words;
  const types = type === null ? words.types : withType(words.types, { type, since: at });
  const filledAt = status === 'FILLED' ? Math.max(words.filledAt ?? UNTIMED, at) : words.filledAt;
  const accepted = status === 'ACCEPTED' ? withAccepted(words.accepted, { at, type }) : words.accepted;
  const ends = isEnd(status) ? withEnd(words.ends, { at, status, type }) : words.ends;
  return changed(words, { filledAt, accepted, ends, types });
}

/** What two records know of one order. */
export function mergeWords(left: StatusWords, right: StatusWords): StatusWords {
  const filledAt =
    left.filledAt === null || right.filledAt === null
      ? (left.filledAt ?? right.filledAt)
      : Math.max(left.filledAt, right.filledAt);
  return changed(left, {
    filledAt,
    accepted: right.accepted.reduce(withAccepted, left.accepted),
    ends: right.ends.reduce(withEnd, left.ends),
    types: right.types.reduce(withType, left.types),
  });
}

/** The end that an order has come to; null while it is open. */
export function endOf(words: StatusWords): EndWord | null {
  const { ends } = words;
  let last: EndWord | null = null;
  for (const end of ends) if (!isRevived(end, words) && (last === null || isLaterEnd(end, last))) last = end;
  return last;
}

/**
 * The type of an order: that which the latest report told, but not one that the order has left: a stop order that was triggered expired as what it
 * was, in the millisecond in which it was accepted as what it is.
 */
export function typeOf(words: StatusWords, latest: string | null): string | null {
  if (words.types.length < 2 || latest === null) return latest;
  const left = words.ends.some((end) => end.type === latest && isRevived(end, words));
  if (!left) return latest;
  const accepted = words.accepted.reduce<AcceptedWord | null>(
    (best, each) => (best === null || isTakenAfter(words, each.type, best.type) ? each : best),
    null,
  );
  return accepted?.type ?? latest;
}

/**
 * Rule 7: an ACCEPTED that is strictly newer revives an ended order; one of the same millisecond does where its type was taken after the type that
 * ended. The end of a conditional type that was triggered is no end of the order.
 */
function isRevived(end: EndWord, words: StatusWords): boolean {
  return words.accepted.some(({ at, type }) => {
    if (at !== UNTIMED && at > end.at) return true;
    if (end.type === null || type === null || type === end.type) return false;
    if (at !== UNTIMED && at === end.at) return isTakenAfter(words, type, end.type);
    return at !== UNTIMED && hasLeft(words, end.type, type);
  });
}

function hasLeft(words: StatusWords, left: string, taken: string): boolean {
  return CONDITIONAL.test(left) && !CONDITIONAL.test(taken) && isTakenAfter(words, taken, left);
}

/** Whether an order took one type after another: by the first report of each; in one millisecond a conditional type comes first. */
function isTakenAfter({ types }: StatusWords, type: string | null, before: string | null): boolean {
  if (type === null || before === null || type === before) return false;
  const apart = sinceOf(types, type) - sinceOf(types, before);
  if (apart !== 0) return apart > 0;
  const isConditional = CONDITIONAL.test(type);
  if (isConditional !== CONDITIONAL.test(before)) return !isConditional;
  return type > before;
}

function isSince({ types }: StatusWords, at: number): boolean {
  const since = types[0]?.since ?? UNTIMED;
  return since !== UNTIMED && (at === UNTIMED || at >= since);
}

function sinceOf(types: readonly TypeWord[], type: string): number {
  return types.find((each) => each.type === type)?.since ?? UNTIMED;
}

function isEnd(status: OrderStatus): status is EndWord['status'] {
  return status === 'CANCELED' || status === 'EXPIRED' || status === 'REJECTED';
}

function isLaterEnd(end: EndWord, than: EndWord): boolean {
  return end.at > than.at || (end.at === than.at && END_RANK[end.status] > END_RANK[than.status]);
}

function withAccepted(accepted: readonly AcceptedWord[], word: AcceptedWord): readonly AcceptedWord[] {
  const at = accepted[0]?.at;
  if (at === undefined || word.at > at) return [word];
  if (word.at < at || accepted.some(({ type }) => type === word.type)) return accepted;
  return [...accepted, word].sort((left, right) => ((left.type ?? '') < (right.type ?? '') ? -1 : 1));
}

function withEnd(ends: readonly EndWord[], word: EndWord): readonly EndWord[] {
  const known = ends.findIndex(({ type }) => type === word.type);
  if (known >= 0) return isLaterEnd(word, ends[known] as EndWord) ? ends.with(known, word) : ends;
  if (ends.length === 0) return [word];
  return [...ends, word].sort((left, right) => ((left.type ?? '') < (right.type ?? '') ? -1 : 1));
}

function withType(types: readonly TypeWord[], word: TypeWord): readonly TypeWord[] {
  const known = types.findIndex(({ type }) => type === word.type);
  if (known < 0) {
    if (types.length === 0) return [word];
    return [...types, word].sort((left, right) => (left.type < right.type ? -1 : 1));
  }
  const { since } = types[known] as TypeWord;
  // A time that was told counts before one that was not.
  const isEarlier = word.since !== UNTIMED && (since === UNTIMED || word.since < since);
  return isEarlier ? types.with(known, word) : types;
}

function changed(before: StatusWords, after: StatusWords): StatusWords {
  const isSame =
    after.filledAt === before.filledAt &&
    after.accepted === before.accepted &&
    after.ends === before.ends &&
    after.types === before.types;
  return isSame ? before : after;
}
