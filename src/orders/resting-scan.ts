import { POWERS } from '../decimal/powers.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const ONE = 0x31;
const NINE = 0x39;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const LOWER_L = 0x6c;
const LOWER_N = 0x6e;
const LOWER_U = 0x75;
const SPACE = 0x20;

/** Longer ones are not plain. */
const LONGEST = 4_000;
/** The payload that is looked at: reading bytes is several times as fast as reading the characters of a part of a longer text. */
const bytes = Buffer.alloc(LONGEST + 1);
/** Where a scan goes on once something is not plain: a zero stands there, which nothing that it looks for begins with. */
const NOWHERE = LONGEST;

/** Integers of so many digits are exact in a double. */
const EXACT_DIGITS = 15;
const SIDES = 4;
const LEGS = 6;
/** The codes of flags that no further fields of an execution follow (see `execution-codec.ts`). */
const PLAIN_FLAGS = 8;

/** The integer that was read last. */
let integer = 0;
/** The decimal that was read last: its digits, and how many of them are behind the dot. */
let units = 0;
let scale = 0;

/**
 * Looks a stored order over without making anything of it: nearly all orders that a scope loads are filled, and their text stays the record (see
 * `resting-order.ts`). It knows only the plainest of them, and says no to all others; what it says yes to, `decodeOrder` reads and `recordToRest` takes.
 * One scan serves for all orders, one after the other.
 */
export class RestingScan {
  /** The time of the exchange's latest report (ms). */
  reportedAt = 0;
  /** The latest of that and the times of its fills (ms). */
  latestAt = 0;
  clientOrderId: string | null = null;
  /** See `POSITION_SIDE_CODES`. */
  positionSideCode = 0;
  /** How many fills it has; their times are the first ones of `times`. */
  fills = 0;
  readonly times: number[] = [];
  /** The quantities of its fills. */
  private readonly units: number[] = [];
  private readonly scales: number[] = [];

  /** Whether a payload, whose order has the id that is in its key, is that of an order that can be at rest. */
  scan(payload: string): boolean {
    const { length } = payload;
    // Of a text with other characters it is not: their places would be others.
    if (length > LONGEST || bytes.write(payload) !== length) return false;
    bytes[length] = 0;
    let at = after(COMMA, after(ONE, after(OPEN, 0)));
    at = next(afterInteger(at));
    this.reportedAt = integer;
    this.latestAt = integer;
    if (integer < 0) return false;
    const name = at;
    at = afterNameOr0(at);
    this.clientOrderId = bytes[name] === QUOTE ? payload.slice(name + 1, at - 1) : null;
    at = next(afterDigit(next(at), SIDES));
    this.positionSideCode = ((bytes[at] as number) - ZERO) >> 1;
    at = next(afterDigit(at, LEGS));
    // The stamp of its facts, and the facts.
    at = next(afterInteger(next(afterDecimal(next(afterInteger(at))))));
    at = next(afterNameOr0(next(afterNameOr0(at))));
    at = next(afterDecimalOr0(next(afterDecimalOr0(at))));
    at = next(afterInteger(at));
    // When it was filled: it is not where this is null.
    at = next(afterInteger(at));
    at = next(afterTypes(at));
    // Its executions explain it, and there are no runs of them.
    at = next(after(ZERO, next(after(ONE, at))));
    at = next(this.afterExecutions(at));
    at = this.afterPoints(at);
    if (bytes[at] === COMMA) at = after(ZERO, at + 1);
    if (bytes[at] === COMMA) at = afterCaller(at + 1);
    return after(CLOSE, at) === length;
  }

  private afterExecutions(start: number): number {
    const { times, reportedAt } = this;
    this.fills = 0;
    let at = after(OPEN, start);
    if (bytes[at] === CLOSE) return at + 1;
    do {
      at = next(afterNameOr0(at));
      at = next(afterDecimal(at));
      if (units <= 0) return NOWHERE;
      this.units[this.fills] = units;
      this.scales[this.fills] = scale;
      at = next(afterDecimalOr0(at));
      at = next(bytes[at] === LOWER_N ? afterNull(at) : afterDecimal(at));
      at = next(bytes[at] === ONE ? at + 1 : afterNameOr0(at));
      at = next(bytes[at] === ONE ? at + 1 : afterDecimalOr0(at));
      at = next(afterInteger(at));
      const time = reportedAt + integer;
      if (time < 0) return NOWHERE;
      if (time > this.latestAt) this.latestAt = time;
      times[this.fills++] = time;
      at = afterDigit(at, PLAIN_FLAGS);
      at = afterItem(at);
    } while (bytes[at - 1] === COMMA);
    return at;
  }

  /** What was reported last is to be what its executions add up to. */
  private afterPoints(start: number): number {
    let at = after(OPEN, start);
    let [filled, digits, hasAverage] = [0, 0, false];
    do {
      at = next(afterDecimal(at));
      [filled, digits] = [units, scale];
      hasAverage = bytes[at] === QUOTE;
      at = next(afterDecimalOr0(at));
      at = next(afterInteger(at));
      at = next(afterInteger(at));
      at = next(afterIntegerOrNull(at));
      at = afterItem(after(ZERO, at));
    } while (bytes[at - 1] === COMMA);
    return hasAverage && this.isSum(filled, digits) ? at : NOWHERE;
  }

  private isSum(filled: number, digits: number): boolean {
    const { scales, fills } = this;
    let widest = digits;
    for (let at = 0; at < fills; at++) if ((scales[at] as number) > widest) widest = scales[at] as number;
    let sum = 0;
    for (let at = 0; at < fills; at++)
      sum += (this.units[at] as number) * (POWERS[widest - (scales[at] as number)] as number);
    return sum === filled * (POWERS[widest - digits] as number) && sum <= Number.MAX_SAFE_INTEGER;
  }
}

// Each of these returns the place after what it looks for, which is to stand at a place; or nowhere.

function after(code: number, at: number): number {
  return bytes[at] === code ? at + 1 : NOWHERE;
}

function next(at: number): number {
  return after(COMMA, at);
}

/** After a comma, or after the end of a list. */
function afterItem(at: number): number {
  return bytes[at] === COMMA || bytes[at] === CLOSE ? at + 1 : NOWHERE;
}

/** One digit, of those from 0 on. */
function afterDigit(at: number, limit: number): number {
  const digit = (bytes[at] as number) - ZERO;
  return digit >= 0 && digit < limit ? at + 1 : NOWHERE;
}

function afterNull(at: number): number {
  return after(LOWER_L, after(LOWER_L, after(LOWER_U, after(LOWER_N, at))));
}

function afterIntegerOrNull(at: number): number {
  return bytes[at] === LOWER_N ? afterNull(at) : afterInteger(at);
}

function afterInteger(start: number): number {
  const isBelow0 = bytes[start] === MINUS;
  const first = isBelow0 ? start + 1 : start;
  let at = first;
  let value = 0;
  for (let code = bytes[at] as number; code >= ZERO && code <= NINE; code = bytes[++at] as number)
    value = value * 10 + code - ZERO;
  integer = isBelow0 ? -value : value;
  const digits = at - first;
  return digits === 0 || digits > EXACT_DIGITS || (digits > 1 && bytes[first] === ZERO) ? NOWHERE : at;
}

function afterDecimalOr0(at: number): number {
  return bytes[at] === ZERO ? at + 1 : afterDecimal(at);
}

/** A decimal as it is written canonically, of few digits. */
function afterDecimal(start: number): number {
  if (bytes[start] !== QUOTE) return NOWHERE;
  const isBelow0 = bytes[start + 1] === MINUS;
  const first = isBelow0 ? start + 2 : start + 1;
  let at = first;
  let dot = 0;
  let value = 0;
  let code = bytes[at] as number;
  for (;;) {
    if (code >= ZERO && code <= NINE) value = value * 10 + code - ZERO;
    else if (code === DOT && dot === 0) dot = at;
    else break;
    code = bytes[++at] as number;
  }
  const end = dot === 0 ? at : dot;
  const isCanonical =
    end > first &&
    (end === first + 1 || bytes[first] !== ZERO) &&
    (dot === 0 || (at > dot + 1 && bytes[at - 1] !== ZERO));
  if (code !== QUOTE || !isCanonical || at - first > EXACT_DIGITS) return NOWHERE;
  units = isBelow0 ? -value : value;
  scale = dot === 0 ? 0 : at - dot - 1;
  return at + 1;
}

function afterNameOr0(at: number): number {
  return bytes[at] === ZERO ? at + 1 : afterText(at);
}

/** A text without anything that JSON escapes. */
function afterText(start: number): number {
  if (bytes[start] !== QUOTE) return NOWHERE;
  let at = start + 1;
  let code = bytes[at] as number;
  while (code >= SPACE && code !== QUOTE && code !== BACKSLASH) code = bytes[++at] as number;
  return code === QUOTE ? at + 1 : NOWHERE;
}

function afterTypes(start: number): number {
  let at = after(OPEN, start);
  if (bytes[at] === CLOSE) return at + 1;
  do {
    const code = bytes[at] as number;
    at = next(code === ONE ? at + 1 : code === QUOTE ? afterText(at) : afterNull(at));
    at = next(afterInteger(at));
    at = next(afterIntegerOrNull(at));
    at = next(afterIntegerOrNull(at));
    at = afterItem(afterEnd(at));
  } while (bytes[at - 1] === COMMA);
  return at;
}

/** A code of a status that an order ends with, or null. */
function afterEnd(at: number): number {
  return bytes[at] === LOWER_N ? afterNull(at) : afterDigit(at, 9);
}

/** What the caller said, if that is no more than that it made the order. */
function afterCaller(start: number): number {
  if (bytes[start] === ZERO) return start + 1;
  let at = next(afterInteger(after(OPEN, start)));
  at = next(after(ZERO, at));
  at = next(after(ZERO, at));
  return after(CLOSE, afterIntegerOrNull(at));
}
