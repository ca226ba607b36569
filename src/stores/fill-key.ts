/** Between the leg and the number. A leg may hold it too: the last one counts. */
const SEPARATOR = '\u001f';

/** Where an entry of the fill history stands. */
export interface FillPlace {
  readonly leg: string;
  readonly number: number;
}

/** The key under which an entry of the fill history is sealed. `number` counts from 1 on. */
export function fillKey(leg: string, number: number): string {
  return leg + SEPARATOR + String(number);
}

/** The leg and the number that a key was made of; null if it is no key of the fill history. */
export function parseFillKey(key: string): FillPlace | null {
  const at = key.lastIndexOf(SEPARATOR);
  const digits = key.slice(at + 1);
  const number = Number(digits);
  if (at < 0 || !/^[1-9]\d*$/.test(digits) || !Number.isSafeInteger(number)) return null;
  return { leg: key.slice(0, at), number };
}
