import { UNTIMED } from './order-facts.js';
import type { OrderStatus, TerminalStatus } from './order.js';

/** How an order can end beside being filled. */
export type EndStatus = Exclude<TerminalStatus, 'FILLED'>;

/** What reports said of an order as one type. Times are the exchange's (ms), `UNTIMED` where a report told none. */
export interface TypeWord {
  /** Null for reports that told no type. */
  readonly type: string | null;
  /** The earliest report of it. */
  readonly since: number;
  /** The latest ACCEPTED as it; null if there was none. */
  readonly acceptedAt: number | null;
  /** The latest end as it: of one time CANCELED counts over EXPIRED over REJECTED. */
  readonly endAt: number | null;
  readonly endStatus: EndStatus | null;
}

/** What reports said that the status of an order follows from. */
export interface StatusWords {
  /** The latest report of FILLED; null if there was none. */
  readonly filledAt: number | null;
  /** By type, in the order of their texts. */
  readonly types: readonly TypeWord[];
}

/** That an order ended, and as which type. */
export interface EndWord {
  readonly at: number;
  readonly status: EndStatus;
  readonly type: string | null;
}

export const NO_WORDS: StatusWords = Object.freeze({ filledAt: null, types: Object.freeze([]) });

const END_RANK: Readonly<Record<EndStatus, number>> = { REJECTED: 0, EXPIRED: 1, CANCELED: 2 };
/** Types that wait for a trigger, and become another type when it comes. */
const CONDITIONAL = /STOP|TAKE_?PROFIT|TRAILING|TOUCHED|TRIGGER|CONDITIONAL/i;

/** The words of an order of one type that was accepted, and may have been filled since: nearly all are. It takes half as much memory. */
class PlainWords implements StatusWords {
  constructor(
    readonly filledAt: number | null,
    private readonly type: string | null,
    private readonly since: number,
    /** The latest ACCEPTED; null where there was but one. */
    private readonly again: number | null,
  ) {}

  get types(): readonly TypeWord[] {
    const { type, since } = this;
    return [{ type, since, acceptedAt: this.again ?? since, endAt: null, endStatus: null }];
  }

  /** With a report of the same type, that is no older; null where it says more than these words can. */
  joined(status: OrderStatus, type: string | null, at: number): StatusWords | null {
    const { filledAt, since, again } = this;
    if (type !== this.type || since === UNTIMED) return null;
    if (status === 'ACCEPTED') {
      if (at < since) return null;
      return at <= (again ?? since) ? this : new PlainWords(filledAt, type, since, at);
    }
    if ((status !== 'PARTIALLY_FILLED' && status !== 'FILLED') || (at !== UNTIMED && at < since)) return null;
    if (status !== 'FILLED' || (filledAt !== null && filledAt >= at)) return this;
    return new PlainWords(at, type, since, again);
  }
}

/** The words of an order of one type that was reported first then, accepted last then, and filled then, if it was. */
export function plainWords(
  filledAt: number | null,
  type: string | null,
  since: number,
  acceptedAt: number,
): StatusWords {
  return new PlainWords(filledAt, type, since, acceptedAt === since ? null : acceptedAt);
}

/** The words with a report's. @returns the same object where it says nothing new. */
export function joinWord(
  words: StatusWords,
  status: OrderStatus,
  type: string | null,
  timestamp: number | null,
): StatusWords {
  const at = timestamp ?? UNTIMED;
  if (words === NO_WORDS && status === 'ACCEPTED') return new PlainWords(null, type, at, null);
  const plain = words instanceof PlainWords ? words.joined(status, type, at) : null;
  return plain ?? joinWordTo(words, status, type, at);
}

function joinWordTo(words: StatusWords, status: OrderStatus, type: string | null, at: number): StatusWords {
  const known = words.types;
  const isOfType = status !== 'PARTIALLY_FILLED' && status !== 'FILLED';
  const types = !isOfType && isKnownType(known, type, at) ? known : withType(known, wordOf(status, type, at));
  const filledAt = status === 'FILLED' ? Math.max(words.filledAt ?? UNTIMED, at) : words.filledAt;
  return types === known && filledAt === words.filledAt ? words : { filledAt, types };
}

/** What two records know of one order. */
export function mergeWords(left: StatusWords, right: StatusWords): StatusWords {
  const known = left.types;
  const types = right.types.reduce(withType, known);
  const filledAt = laterOf(left.filledAt, right.filledAt);
  return types === known && filledAt === left.filledAt ? left : { filledAt, types };
}

/** The end that an order has come to; null while it is open. */
export function endOf(words: StatusWords): EndWord | null {
  if (words instanceof PlainWords) return null;
  let last: EndWord | null = null;
  for (const { type, endAt, endStatus } of words.types) {
    if (endAt === null || endStatus === null) continue;
    const end = { at: endAt, status: endStatus, type };
    if (!isRevived(end, words) && (last === null || isLaterEnd(end, last))) last = end;
  }
  return last;
}

/**
 * The type of an order: that which the latest report told, but not one that the order has left: a stop order that was triggered expired as what it
 * was, in the millisecond in which it was accepted as what it is.
 */
export function typeOf(words: StatusWords, latest: string | null): string | null {
  if (words instanceof PlainWords || words.types.length < 2 || latest === null) return latest;
  const told = words.types.find(({ type }) => type === latest);
  if (told === undefined || told.endAt === null || told.endStatus === null) return latest;
  if (!isRevived({ at: told.endAt, status: told.endStatus, type: latest }, words)) return latest;
  let accepted: TypeWord | null = null;
  for (const each of words.types) {
    if (each.acceptedAt === null) continue;
    const isLater = accepted === null || each.acceptedAt > (accepted.acceptedAt ?? UNTIMED);
    const isAtOnce = accepted !== null && each.acceptedAt === accepted.acceptedAt;
    if (isLater || (isAtOnce && isTakenAfter(words, each.type, accepted?.type ?? null))) accepted = each;
  }
  return accepted?.type ?? latest;
}

/**
 * Rule 7: an ACCEPTED that is strictly newer revives an ended order; one of the same millisecond does where its type was taken after the type that
 * ended. The end of a conditional type that was triggered is no end of the order.
 */
function isRevived(end: EndWord, words: StatusWords): boolean {
  return words.types.some(({ type, acceptedAt }) => {
    if (acceptedAt === null || acceptedAt === UNTIMED) return false;
    if (acceptedAt > end.at) return true;
    if (end.type === null || type === null || type === end.type) return false;
    return acceptedAt === end.at ? isTakenAfter(words, type, end.type) : hasLeft(words, end.type, type);
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

/** Whether the only type was told, and no later. */
function isKnownType(types: readonly TypeWord[], type: string | null, at: number): boolean {
  const known = types[0];
  if (known === undefined || types.length > 1 || known.type !== type) return false;
  return known.since !== UNTIMED && (at === UNTIMED || at >= known.since);
}

function wordOf(status: OrderStatus, type: string | null, at: number): TypeWord {
  const isEnd = isEndStatus(status);
  return {
    type,
    since: at,
    acceptedAt: status === 'ACCEPTED' ? at : null,
    endAt: isEnd ? at : null,
    endStatus: isEnd ? status : null,
  };
}

function sinceOf(types: readonly TypeWord[], type: string): number {
  return types.find((each) => each.type === type)?.since ?? UNTIMED;
}

function isEndStatus(status: OrderStatus): status is EndStatus {
  return status === 'CANCELED' || status === 'EXPIRED' || status === 'REJECTED';
}

function isLaterEnd(end: Pick<EndWord, 'at' | 'status'>, than: Pick<EndWord, 'at' | 'status'>): boolean {
  return end.at > than.at || (end.at === than.at && END_RANK[end.status] > END_RANK[than.status]);
}

function withType(types: readonly TypeWord[], word: TypeWord): readonly TypeWord[] {
  if (types.length === 0) return [word];
  const known = types.findIndex(({ type }) => type === word.type);
  if (known >= 0) {
    const joined = joinType(types[known] as TypeWord, word);
    return joined === types[known] ? types : types.with(known, joined);
  }
  return [...types, word].sort((left, right) => ((left.type ?? '') < (right.type ?? '') ? -1 : 1));
}

function joinType(known: TypeWord, word: TypeWord): TypeWord {
  // A time that was told counts before one that was not.
  const isEarlier = word.since !== UNTIMED && (known.since === UNTIMED || word.since < known.since);
  const since = isEarlier ? word.since : known.since;
  const acceptedAt = laterOf(known.acceptedAt, word.acceptedAt);
  const isLater = isLaterEndOf(word, known);
  const { endAt, endStatus } = isLater ? word : known;
  if (since === known.since && acceptedAt === known.acceptedAt && !isLater) return known;
  return { type: known.type, since, acceptedAt, endAt, endStatus };
}

function isLaterEndOf(word: TypeWord, known: TypeWord): boolean {
  if (word.endAt === null || word.endStatus === null) return false;
  if (known.endAt === null || known.endStatus === null) return true;
  return isLaterEnd({ at: word.endAt, status: word.endStatus }, { at: known.endAt, status: known.endStatus });
}

function laterOf(left: number | null, right: number | null): number | null {
  return left === null || right === null ? (left ?? right) : Math.max(left, right);
}
