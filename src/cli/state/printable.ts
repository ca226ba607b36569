/** A text that cannot move the cursor of a terminal, or seem to be another: ids and symbols are whatever an exchange says. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (each) => `\\u{${(each.codePointAt(0) as number).toString(16)}}`,
  );
}
