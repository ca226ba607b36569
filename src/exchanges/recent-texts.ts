/** How many texts are remembered: a power of two. */
const SIZE = 4_096;
/** Longer ones are words, which no other message repeats. */
const MAX_LENGTH = 64;
/** The engine copies a part of a text that is shorter; a longer one keeps all of the text in memory that it is a part of. */
const COPIED = 13;

/**
 * Texts as parts of messages, each made once for all messages that repeat it: symbols, ids and words are in every message of an order.
 */
export class RecentTexts {
  private readonly texts: string[] = Array.from({ length: SIZE }, () => '');

  /** The part of a message from one place to another, as a text of its own. @param bytes the same message, in ASCII. */
  part(message: string, bytes: Uint8Array, start: number, end: number): string {
    if (end - start > MAX_LENGTH) return copied(message, start, end);
    let hash = 0;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const place = (hash ^ (hash >>> 12)) & (SIZE - 1);
    const known = this.texts[place] as string;
    if (isPart(known, bytes, start, end)) return known;
    return (this.texts[place] = copied(message, start, end));
  }
}

function isPart(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = text;
  if (length !== end - start) return false;
  for (let at = 0; at < length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}

/** A part of a text that does not keep that in memory. */
export function copied(message: string, start: number, end: number): string {
  const part = message.slice(start, end);
  return part.length < COPIED ? part : (JSON.parse(`"${part}"`) as string);
}
