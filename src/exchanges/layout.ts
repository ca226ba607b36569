import {
  endOfNumber, endOfPlainText, endOfText, endOfWhole, OPENING_BRACE, OPENING_BRACKET, QUOTE,
} from './json-scan.js'; // prettier-ignore

/** Members' names, and items' places in lists, that lead to a value. */
export type Path = readonly (string | number)[];

/** How a value is read: as text that other messages repeat, as text that hardly any repeats, or as a time. */
export type Reading = 'word' | 'figure' | 'time';

/** What becomes of a value: it is read, or it is of the layout itself, because it says of which kind a message is. */
export type Use = { readonly place: number; readonly reading: Reading } | 'fixed';

/** What is wanted of a value, and of those in it. */
export class Wanted {
  use: Use | null = null;
  private readonly inside = new Map<string | number, Wanted>();

  /** What is wanted of a value in this one; null if nothing. */
  at(step: string | number): Wanted | null {
    return this.inside.get(step) ?? null;
  }

  /** Wants what a path leads to. */
  want(path: Path, use: Use): void {
    const [step, ...rest] = path;
    if (step === undefined) {
      this.use = use;
      return;
    }
    let next = this.inside.get(step);
    if (next === undefined) this.inside.set(step, (next = new Wanted()));
    next.want(rest, use);
  }
}

/** A part of a layout: what is written before a value, and what becomes of the value; null behind the last. */
export interface LayoutPart {
  readonly before: string;
  readonly value: Exclude<Use, 'fixed'> | null;
}

/** A value that is passed over. */
export const UNWANTED = { place: -1, reading: 'figure' } as const;

/**
 * The layout of a message: what is written between its values.
 *
 * @param json text that is JSON.
 * @param bytes the same in ASCII, with a zero behind it.
 * @returns null where the layout does not tell what a message means: a member is there twice, or has escapes in its name.
 */
export function layoutOf(json: string, bytes: Uint8Array, wanted: Wanted): readonly LayoutPart[] | null {
  const layout = new Layout(json, bytes);
  return layout.value(0, wanted) < 0 ? null : layout.end();
}

class Layout {
  private readonly parts: LayoutPart[] = [];
  /** Behind the last value. */
  private taken = 0;

  constructor(
    private readonly json: string,
    private readonly bytes: Uint8Array,
  ) {}

  end(): readonly LayoutPart[] {
    return [...this.parts, { before: this.json.slice(this.taken), value: null }];
  }

  /** Reads a value, from the place behind what comes before it. @returns where it ends; -1 if it has no layout. */
  value(from: number, wanted: Wanted | null): number {
    const start = this.behindSpace(from);
    const code = this.json.charCodeAt(start);
    const use = wanted?.use ?? null;
    if (use === 'fixed') return code === QUOTE ? endOfPlainText(this.bytes, start + 1) : -1;
    if (use === null && code === OPENING_BRACE) return this.members(start, wanted);
    if (use === null && code === OPENING_BRACKET) return this.items(start, wanted);
    this.parts.push({ before: this.json.slice(this.taken, start), value: use ?? UNWANTED });
    return (this.taken = this.endOf(start, code));
  }

  private members(start: number, wanted: Wanted | null): number {
    const names = new Set<string>();
    let at = this.behindSpace(start + 1);
    while (this.json.charCodeAt(at) === QUOTE) {
      const end = endOfPlainText(this.bytes, at + 1);
      if (end < 0) return -1;
      const name = this.json.slice(at + 1, end - 1);
      if (names.has(name)) return -1;
      names.add(name);
      at = this.value(this.behindSpace(end) + 1, wanted?.at(name) ?? null);
      if (at < 0) return -1;
      at = this.behindComma(at);
    }
    return at + 1;
  }

  private items(start: number, wanted: Wanted | null): number {
    let at = this.behindSpace(start + 1);
    for (let place = 0; this.json[at] !== ']'; place++) {
      at = this.value(at, wanted?.at(place) ?? null);
      if (at < 0) return -1;
      at = this.behindComma(at);
    }
    return at + 1;
  }

  private endOf(start: number, code: number): number {
    if (code === QUOTE) return endOfText(this.json, start) + 1;
    const isWhole = code === OPENING_BRACE || code === OPENING_BRACKET;
    return isWhole ? endOfWhole(this.bytes, start) : endOfNumber(this.json, start);
  }

  private behindComma(at: number): number {
    const next = this.behindSpace(at);
    return this.json[next] === ',' ? this.behindSpace(next + 1) : next;
  }

  private behindSpace(from: number): number {
    let at = from;
    while (' \n\r\t'.includes(this.json.charAt(at)) && at < this.json.length) at++;
    return at;
  }
}
