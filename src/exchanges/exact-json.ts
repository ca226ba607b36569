import { endOfNumber, endOfText, isDigit, MINUS, QUOTE } from './json-scan.js';

/**
 * Reads JSON with every number as the text that was written, because an order id beyond 2^53, or a quantity of many digits, does not fit
 * into a JavaScript number: `{"i": 12345678901234567890}` gives `{ i: '12345678901234567890' }`.
 *
 * @returns undefined if the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  // What quoting would make JSON of, such as `{1: 2}`, is not.
  return parseJson(text) === undefined ? undefined : rereadExactly(text);
}

/** What `parseExactJson` reads, of text that is known to be JSON: half the work. */
export function rereadExactly(text: string): unknown {
  return JSON.parse(withNumbersQuoted(text));
}

/** @returns undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON with each number as text. Texts are skipped as a whole, so that digits in them stay; elsewhere, digits are in numbers only. */
function withNumbersQuoted(json: string): string {
  let quoted = '';
  let taken = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfText(json, at);
    else if (code === MINUS || isDigit(code)) {
      const end = endOfNumber(json, at);
      quoted += `${json.slice(taken, at)}"${json.slice(at, end)}"`;
      taken = end;
      at = end - 1;
    }
  }
  return quoted + json.slice(taken);
}
