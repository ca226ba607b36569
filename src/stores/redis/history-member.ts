/** A time as text that sorts as numbers do. */
const TIME_DIGITS = 16;

/**
 * A history entry's place under one of its indexes. All indexes of a scope share one sorted set, read by prefix: an index as JSON text
 * is no prefix of another's.
 */
export function historyMember(index: string, at: number, key: string): string {
  return prefixOf(index) + String(at).padStart(TIME_DIGITS, '0') + key;
}

/** From where to where the members of an index stand, for ZRANGEBYLEX. */
export function historyRange(index: string): readonly [from: string, to: string] {
  // A time begins with a digit; the colon is the character after the digits.
  return [`[${prefixOf(index)}`, `(${prefixOf(index)}:`];
}

/** The key of a history entry, from its place under an index. */
export function keyOfMember(index: string, member: string): string {
  return member.slice(prefixOf(index).length + TIME_DIGITS);
}

function prefixOf(index: string): string {
  return JSON.stringify(index);
}
