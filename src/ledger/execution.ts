import type { Amounts } from '../decimal/amounts.js';
import { compareUnsigned } from '../decimal/decimal-text.js';
import { compareTimes, earliest, isOfExchange } from './message-time.js';

/** Whether an execution added liquidity or took it. */
export type Liquidity = 'MAKER' | 'TAKER';

/** What one message says of an execution. Decimals are canonical. */
export interface ExecutionWord {
  /** Whether a trade says it; else an order's report does. */
  readonly byTrade: boolean;
  /** See `message-time.ts`. */
  readonly at: number;
  /** Above zero. */
  readonly quantity: string;
  /** Null where the message does not say it. */
  readonly price: string | null;
  /** Positive when paid; null where the message does not say it. */
  readonly fee: string | null;
  readonly feeCurrency: string | null;
  readonly liquidity: Liquidity | null;
}

/** What many executions have alike: one object stands for it. */
interface SharedParts {
  readonly byTrade: boolean;
  readonly liquidity: Liquidity | null;
  readonly feeCurrency: string | null;
  /** The beginning of the stretch of time that it is in. */
  readonly since: number;
  // What few have.
  readonly span: string | null;
  readonly cumFees: Amounts | null;
  readonly words: readonly ExecutionWord[] | null;
}

/** How long a stretch of time is (ms): what is left of a time within one is a small integer, which takes no object of its own. */
export const STRETCH = 2 ** 30;

/**
 * One execution of an order: the join of everything that reports and trades say of it. The fields of a word are those that count; `at` is the
 * time of the execution. There may be millions: what is the same of many, or few have, stands apart.
 */
export class Execution implements ExecutionWord {
  constructor(
    /** How long after the beginning of its stretch of time it was (ms). */
    private readonly later: number,
    readonly quantity: string,
    readonly price: string | null,
    readonly fee: string | null,
    /** The exchange's id of it; null where no message gave one: then `end` tells executions of an order apart. */
    readonly tradeId: string | null,
    /** The order's cumulative quantity after it; null where only trades told of it. */
    readonly end: string | null,
    private readonly shared: SharedParts,
  ) {}

  get at(): number {
    return this.shared.since + this.later;
  }

  get feeCurrency(): string | null {
    return this.shared.feeCurrency;
  }

  get byTrade(): boolean {
    return this.shared.byTrade;
  }

  get liquidity(): Liquidity | null {
    return this.shared.liquidity;
  }

  /** How much of the cumulative quantity before `end` it is, as reports say; null where only trades told of it. */
  get span(): string | null {
    return this.shared.span ?? (this.end === null ? null : this.quantity);
  }

  /** The order's cumulative fees after it, where its own fee is not known. */
  get cumFees(): Amounts | null {
    return this.shared.cumFees;
  }

  /** All words that count for something, where there are several. */
  get words(): readonly ExecutionWord[] | null {
    return this.shared.words;
  }
}

/** All that an execution has. */
export type ExecutionParts = ExecutionWord & ExecutionPlace & { readonly words: Execution['words'] };

export function makeExecution(parts: ExecutionParts): Execution {
  const { at, quantity, price, fee, feeCurrency, byTrade, liquidity, tradeId, end, cumFees, words } = parts;
  const span = parts.span === quantity ? null : parts.span;
  // A time that only the cache told has a fraction.
  const later = at < 0 || !Number.isInteger(at) ? 0 : at % STRETCH;
  const since = at - later;
  const isCommon =
    span === null && cumFees === null && words === null && Number.isInteger(since) && since >= 0;
  const shared = isCommon
    ? commonParts(byTrade, liquidity, feeCurrency, since)
    : { byTrade, liquidity, feeCurrency, since, span, cumFees, words };
  return new Execution(later, quantity, price, fee, tradeId, end, shared);
}

/**
 * An execution that a report told of in full, and of which nothing else is known.
 *
 * @param since the beginning of a stretch of time.
 * @param later how long after it it was, by the exchange's clock (ms).
 */
export function reportedExecution(
  since: number,
  later: number,
  quantity: string,
  price: string,
  fee: string | null,
  feeCurrency: string | null,
  liquidity: Liquidity | null,
  tradeId: string | null,
  end: string,
): Execution {
  const within = later < STRETCH ? later : later % STRETCH;
  const shared = commonParts(false, liquidity, feeCurrency, since + (later - within));
  return new Execution(within, quantity, price, fee, tradeId, end, shared);
}

/** The latest that were made, by the currency of the fee: of reports and of trades, each by liquidity. */
const COMMON = new Map<string | null, SharedParts[]>();
/** More currencies than this are not known at a time. */
const MAX_CURRENCIES = 1_024;
/** That which was asked for last. */
let lastCommon: SharedParts | null = null;

function commonParts(
  byTrade: boolean,
  liquidity: Liquidity | null,
  feeCurrency: string | null,
  since: number,
): SharedParts {
  const last = lastCommon;
  const isLast =
    last !== null &&
    last.since === since &&
    last.byTrade === byTrade &&
    last.liquidity === liquidity &&
    last.feeCurrency === feeCurrency;
  return isLast ? last : (lastCommon = findCommonParts(byTrade, liquidity, feeCurrency, since));
}

function findCommonParts(
  byTrade: boolean,
  liquidity: Liquidity | null,
  feeCurrency: string | null,
  since: number,
): SharedParts {
  let ofCurrency = COMMON.get(feeCurrency);
  if (ofCurrency === undefined) {
    if (COMMON.size >= MAX_CURRENCIES) COMMON.clear();
    COMMON.set(feeCurrency, (ofCurrency = []));
  }
  const place = (byTrade ? 3 : 0) + (liquidity === null ? 0 : liquidity === 'MAKER' ? 1 : 2);
  const known = ofCurrency[place];
  if (known?.since === since) return known;
  const made = { byTrade, liquidity, feeCurrency, since, span: null, cumFees: null, words: null };
  ofCurrency[place] = made;
  return made;
}

/** The names and the place of an execution. */
export type ExecutionPlace = Pick<Execution, 'tradeId' | 'end' | 'span' | 'cumFees'>;

/** An execution that one message told of. */
export function executionOf({ tradeId, end, span, cumFees }: ExecutionPlace, word: ExecutionWord): Execution {
  const { byTrade, at, quantity, price, fee, feeCurrency, liquidity } = word;
  return makeExecution({
    byTrade,
    at,
    quantity,
    price,
    fee,
    feeCurrency,
    liquidity,
    tradeId,
    end,
    span,
    cumFees: fee === null ? cumFees : null,
    words: null,
  });
}

/**
 * All that two records, or a record and a message, know of one execution. The result does not depend on their order: a trade counts before a
 * report, then the later word, then the larger text; each fills in what those before it lack. It is at the trade's time, else at that of the
 * earliest report.
 *
 * @returns `known` itself where the other says nothing new.
 */
export function joinExecution(known: Execution, other: Execution): Execution {
  const before = known.words ?? [known];
  const words = (other.words ?? [other]).reduce(withWord, before);
  const end = smallerEnd(known.end, other.end);
  const span = largerSpan(known.span, other.span);
  const tradeId = known.tradeId ?? other.tradeId;
  const fee = words.find((each) => each.fee !== null);
  const cumFees = fee === undefined ? eitherFees(known.cumFees, other.cumFees) : null;
  const trade = words.find((word) => word.byTrade && isOfExchange(word.at));
  const at = trade?.at ?? earliest(known.at, other.at);
  const isSame =
    end === known.end &&
    span === known.span &&
    tradeId === known.tradeId &&
    cumFees === known.cumFees &&
    at === known.at;
  if (isSame && isSameList(words, before)) return known;
  const first = words[0] as ExecutionWord;
  return makeExecution({
    byTrade: first.byTrade,
    at,
    quantity: first.quantity,
    price: words.find(({ price }) => price !== null)?.price ?? null,
    fee: fee?.fee ?? null,
    feeCurrency: fee?.feeCurrency ?? null,
    liquidity: words.find(({ liquidity }) => liquidity !== null)?.liquidity ?? null,
    tradeId,
    end,
    span,
    cumFees,
    words: words.length > 1 || first.at !== at ? words.map(wordOf) : null,
  });
}

/** Of two statements of one sum the one with the larger text, where both were made: the order in which they came does not matter. */
export function eitherFees(known: Amounts | null, told: Amounts | null): Amounts | null {
  if (known === null || told === null) return known ?? told;
  return textOfAmounts(told) > textOfAmounts(known) ? told : known;
}

/** The words with one more, the one that counts most first; without those that say nothing which the ones before them do not. */
function withWord(words: readonly ExecutionWord[], word: ExecutionWord): readonly ExecutionWord[] {
  const known = words.findIndex((each) => saysSame(each, word));
  if (known >= 0) {
    const same = words[known] as ExecutionWord;
    const at = timeOfSame(same.at, word.at);
    if (at === same.at) return words;
    const changed = words.map((each, index) => (index === known ? { ...wordOf(each), at } : each));
    return counting(changed);
  }
  return counting([...words, word]);
}

/**
 * When something was said that was said twice: the later time of the exchange, because the later word counts. Without such times, the earlier
 * arrival, because a message that comes again says nothing.
 */
function timeOfSame(left: number, right: number): number {
  return isOfExchange(left) && isOfExchange(right) ? Math.max(left, right) : earliest(left, right);
}

function counting(words: readonly ExecutionWord[]): readonly ExecutionWord[] {
  const sorted = [...words].sort(byWeight);
  return sorted.filter((word, at) => !isCovered(word, sorted.slice(0, at)));
}

/** Whether words that count more say all that this one says. */
function isCovered(word: ExecutionWord, before: readonly ExecutionWord[]): boolean {
  if (before.length === 0) return false;
  return (
    (word.price === null || before.some(({ price }) => price !== null)) &&
    (word.fee === null || before.some(({ fee }) => fee !== null)) &&
    (word.liquidity === null || before.some(({ liquidity }) => liquidity !== null))
  );
}

function byWeight(left: ExecutionWord, right: ExecutionWord): number {
  if (left.byTrade !== right.byTrade) return left.byTrade ? -1 : 1;
  return compareTimes(right.at, left.at) || (textOf(left) > textOf(right) ? -1 : 1);
}

function saysSame(left: ExecutionWord, right: ExecutionWord): boolean {
  return (
    left.byTrade === right.byTrade &&
    left.quantity === right.quantity &&
    left.price === right.price &&
    left.fee === right.fee &&
    left.feeCurrency === right.feeCurrency &&
    left.liquidity === right.liquidity &&
    // Trades of one id that differ in their exchange times contradict each other.
    (!left.byTrade || left.at === right.at || !isOfExchange(left.at) || !isOfExchange(right.at))
  );
}

function textOf({ quantity, price, fee, feeCurrency, liquidity }: ExecutionWord): string {
  return JSON.stringify([quantity, price, fee, feeCurrency, liquidity]);
}

function wordOf({ byTrade, at, quantity, price, fee, feeCurrency, liquidity }: ExecutionWord): ExecutionWord {
  return { byTrade, at, quantity, price, fee, feeCurrency, liquidity };
}

function isSameList(left: readonly ExecutionWord[], right: readonly ExecutionWord[]): boolean {
  return left.length === right.length && left.every((word, at) => word === right[at]);
}

function largerSpan(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return compareUnsigned(right, left) > 0 ? right : left;
}

function smallerEnd(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return compareUnsigned(right, left) < 0 ? right : left;
}

function textOfAmounts(amounts: Amounts): string {
  return amounts.map(({ currency, amount }) => `${currency} ${amount}`).join();
}
