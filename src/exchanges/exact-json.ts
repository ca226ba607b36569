/** A string, skipped as a whole so that digits in it stay; or else a number. In text that is known to be JSON there are no other digits. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Reads JSON with every number as the text that was written, because an order id beyond 2^53, or a quantity of many digits, does not fit
 * into a JavaScript number: `{"i": 12345678901234567890}` gives `{ i: '12345678901234567890' }`.
 *
 * @returns undefined if the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  // What quoting would make JSON of, such as `{1: 2}`, is not.
  if (parseJson(text) === undefined) return undefined;
  return JSON.parse(
    text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  );
}

/** @returns undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
