/** Finds where parts of JSON end, by the codes of their characters: in text that is known to be JSON, or in ASCII with a zero behind it. */

export const QUOTE = 34;
export const COMMA = 44;
export const MINUS = 45;
export const ZERO = 48;
export const NINE = 57;
export const OPENING_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSING_BRACKET = 93;
export const OPENING_BRACE = 123;
export const CLOSING_BRACE = 125;
const SPACE = 32;

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Whether a number has ended before this character. */
export function endsNumber(code: number): boolean {
  return code === COMMA || code === CLOSING_BRACE || code === CLOSING_BRACKET || code <= SPACE;
}

/** Where a number ends in text that is JSON. */
export function endOfNumber(json: string, start: number): number {
  let end = start + 1;
  while (end < json.length && !endsNumber(json.charCodeAt(end))) end++;
  return end;
}

/** Where the quote is that ends a text, in text that is JSON. One behind an odd number of backslashes is part of it. */
export function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let before = end - 1;
    while (json.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
}

/** Behind the quote that ends a text whose first character stands here; -1 if it has escapes, or control characters. */
export function endOfPlainText(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at++) {
    const code = bytes[at] as number;
    if (code === QUOTE) return at + 1;
    if (code < SPACE || code === BACKSLASH) return -1;
  }
}

/** Where an integer ends that is written in the one way in which `JSON.stringify` writes it; -1 if it is none. */
export function endOfInteger(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let end = first;
  while (isDigit(bytes[end] as number)) end++;
  const isZero = bytes[first] === ZERO;
  // Neither -0 nor 012.
  if (end === first || (isZero && end > start + 1)) return -1;
  return endsNumber(bytes[end] as number) ? end : -1;
}

/** Behind the bracket or brace that ends an object or a list of plain texts; -1 if none does. Whether it is JSON is not looked at. */
export function endOfWhole(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; bytes[at] !== 0; at++) {
    const code = bytes[at];
    if (code === QUOTE) {
      at = endOfPlainText(bytes, at + 1) - 1;
      if (at < 0) return -1;
    } else if (code === OPENING_BRACE || code === OPENING_BRACKET) depth++;
    else if ((code === CLOSING_BRACE || code === CLOSING_BRACKET) && --depth === 0) return at + 1;
  }
  return -1;
}
