import { UpdateFault } from '../orders/update-fault.js';
import { parseExactJson } from './exact-json.js';
import {
  endOfInteger,
  endOfPlainText,
  endOfWhole,
  endsNumber,
  isDigit,
  MINUS,
  QUOTE,
  ZERO,
} from './json-scan.js';
import { layoutOf, UNWANTED, Wanted } from './layout.js';
import type { LayoutPart, Path, Reading } from './layout.js';
import { copied, RecentTexts } from './recent-texts.js';

/** A kind of message that comes again and again with other values: which of them are read, and what they tell. */
export interface MessageKind<Told> {
  /** The texts that say of which kind a message is, by their paths from its row. */
  readonly fixed: readonly Path[];
  /**
   * The fields that are read, by their paths from the row: words, ids and what else the messages of an order repeat; figures, which are others in
   * each message; and times. Of the first two numbers are read as the text that was written. Times, integers of at most 14 digits that are
   * written as numbers or as text, are read as numbers, and empty text as null.
   */
  readonly words: readonly Path[];
  readonly figures: readonly Path[];
  readonly times: readonly Path[];
  /** The path from a parsed message to its row; null if it is of another kind. What is fixed and the layout of a message decide it. */
  rowOf(message: unknown): Path | null;
  /**
   * What the values of the fields tell, in the order of the three lists: undefined where there is no such field. Null if the message is to be
   * read as JSON.
   *
   * @throws {UpdateFault} if they cannot be true.
   */
  told(values: readonly unknown[]): Told | null;
}

/** No more parts of layouts are known, and no more alternatives at one place: messages of yet another layout are read as JSON. */
const MAX_PARTS = 4_096;
const MAX_ALTERNATIVES = 12;
const MAX_LENGTH = 8_192;
const TIME_DIGITS = 14;

/** The message that is read, in ASCII, with a zero behind it: bytes are several times as fast to look at as the characters of a text. Longer ones are seldom of one layout. */
const BYTES = new Uint8Array(MAX_LENGTH + 4);
const VIEW = new DataView(BYTES.buffer);
const ENCODER = new TextEncoder();

const WORDS: readonly (readonly [word: string, value: boolean | null])[] = [
  ['false', false],
  ['true', true],
  ['null', null],
];

/**
 * Reads JSON messages whose layout came before: the same members in the same order. An exchange writes all messages of a kind in a few layouts, so
 * what stands between the values is compared and not parsed, and only the values that are wanted are made. That takes less than half as
 * long as `JSON.parse`, and keeps every digit.
 *
 * It reads plain messages only: text without escapes, numbers that are integers. Any other message, and the first of each layout, is read as JSON.
 */
export class KnownLayouts<Told> {
  private first: Part<Told> | null = null;
  private parts = 0;
  /** Whether the layout of the message that was read last is not known. */
  private isNew = false;
  private readonly values: unknown[];
  private readonly texts = new RecentTexts();

  constructor(private readonly kinds: readonly MessageKind<Told>[]) {
    const places = Math.max(...kinds.map((kind) => fieldsOf(kind).length));
    this.values = Array.from({ length: places }, () => undefined);
  }

  /** What a message tells; null if it is to be read as JSON. */
  read(text: string): Told | null {
    const kind = this.scan(text);
    if (kind === null) return null;
    try {
      return kind.told(this.values);
    } catch (error) {
      // Read as JSON, it is known in which field the fault is.
      if (error instanceof UpdateFault) return null;
      throw error;
    }
  }

  /** Remembers the layout of the message that was read last, where it was not known. @param message the same, parsed. */
  learn(text: string, message: unknown): void {
    if (!this.isNew) return;
    for (const kind of this.kinds) {
      const row = kind.rowOf(message);
      const layout = row === null ? null : layoutOf(text, BYTES, wantedOf(kind, row));
      if (layout !== null) return this.add(layout, kind);
    }
  }

  /** Takes the values out of a message. @returns of which kind it is; null if it is to be read as JSON. */
  private scan(text: string): MessageKind<Told> | null {
    const { length } = text;
    this.isNew = false;
    if (length > MAX_LENGTH || ENCODER.encodeInto(text, BYTES).written !== length) return null;
    BYTES[length] = 0;
    this.values.fill(undefined);
    let part = this.first;
    for (let at = 0; ;) {
      while (part !== null && !part.standsAt(at, length)) part = part.other;
      if (part === null) {
        this.isNew = true;
        return null;
      }
      if (part.kind !== null) return part.kind;
      at = this.valueAt(text, at + part.before.length, part.place, part.reading);
      if (at < 0) return null;
      part = part.next;
    }
  }

  /** Reads a value. @returns where it ends; -1 if it is not plain. */
  private valueAt(text: string, start: number, place: number, reading: Reading): number {
    const code = BYTES[start] as number;
    if (reading === 'time') return this.timeAt(text, start, place, code);
    if (code === QUOTE) {
      const end = endOfPlainText(BYTES, start + 1);
      if (end >= 0 && place >= 0) this.values[place] = this.part(text, start + 1, end - 1, reading);
      return end;
    }
    if (code !== MINUS && !isDigit(code)) return this.otherAt(text, start, place);
    const end = endOfInteger(BYTES, start);
    if (end >= 0 && place >= 0) this.values[place] = this.part(text, start, end, reading);
    return end;
  }

  private part(text: string, start: number, end: number, reading: Reading): string {
    return reading === 'word' ? this.texts.part(text, BYTES, start, end) : copied(text, start, end);
  }

  private timeAt(text: string, start: number, place: number, first: number): number {
    const isQuoted = first === QUOTE;
    if (!isQuoted && !isDigit(first)) return this.otherAt(text, start, place);
    const from = isQuoted ? start + 1 : start;
    let time = 0;
    let end = from;
    for (let code = BYTES[end] as number; isDigit(code); code = BYTES[++end] as number)
      time = time * 10 + (code - ZERO);
    const digits = end - from;
    if (digits > TIME_DIGITS || (digits > 1 && BYTES[from] === ZERO)) return -1;
    this.values[place] = digits === 0 ? null : time;
    if (isQuoted) return BYTES[end] === QUOTE ? end + 1 : -1;
    return endsNumber(BYTES[end] as number) ? end : -1;
  }

  private otherAt(text: string, start: number, place: number): number {
    for (const [word, value] of WORDS) {
      if (!text.startsWith(word, start)) continue;
      if (place >= 0) this.values[place] = value;
      return start + word.length;
    }
    return place < 0 ? -1 : this.wholeAt(text, start, place);
  }

  /** Reads an object or a list that is wanted as a whole. */
  private wholeAt(text: string, start: number, place: number): number {
    const end = endOfWhole(BYTES, start);
    const whole = end < 0 ? undefined : parseExactJson(text.slice(start, end));
    if (whole === undefined) return -1;
    this.values[place] = whole;
    return end;
  }

  /** Adds those parts of a layout that are not known. */
  private add(layout: readonly LayoutPart[], kind: MessageKind<Told>): void {
    let above: Part<Told> | null = null;
    for (const told of layout) {
      const first: Part<Told> | null = above === null ? this.first : above.next;
      let known: Part<Told> | null = first;
      let alternatives = 0;
      for (; known !== null && !known.is(told); known = known.other) alternatives++;
      if (known === null) {
        if (alternatives === MAX_ALTERNATIVES || this.parts === MAX_PARTS) return;
        this.parts++;
        known = new Part<Told>(told, kind);
        const next = withPart(first, known);
        if (above === null) this.first = next;
        else above.next = next;
      }
      above = known;
    }
  }
}

/** A part of one or more layouts, and the parts that may follow its value. */
class Part<Told> {
  /** In ASCII. */
  readonly before: Uint8Array;
  private readonly view: DataView;
  readonly place: number;
  readonly reading: Reading;
  /** Of which kind a message is that ends with it; null where a value follows. */
  readonly kind: MessageKind<Told> | null;
  /** The first of those that may follow. */
  next: Part<Told> | null = null;
  /** Another that may stand in its place; those with more before the value come first, because others may be the beginning of theirs. */
  other: Part<Told> | null = null;

  constructor({ before, value }: LayoutPart, kind: MessageKind<Told>) {
    this.before = Uint8Array.from({ length: before.length }, (_, at) => before.charCodeAt(at));
    this.view = new DataView(this.before.buffer);
    this.place = (value ?? UNWANTED).place;
    this.reading = (value ?? UNWANTED).reading;
    this.kind = value === null ? kind : null;
  }

  /** Whether a message that is so long goes on with it. */
  standsAt(start: number, end: number): boolean {
    const { before } = this;
    const { length } = before;
    if (this.kind !== null && start + length !== end) return false;
    let at = 0;
    // Four at a time; behind the message is room for them.
    for (const end = length - 3; at < end; at += 4)
      if (VIEW.getInt32(start + at) !== this.view.getInt32(at)) return false;
    for (; at < length; at++) if (BYTES[start + at] !== before[at]) return false;
    return true;
  }

  is({ before, value }: LayoutPart): boolean {
    const { place, reading } = value ?? UNWANTED;
    const isSame =
      place === this.place && reading === this.reading && (value === null) === (this.kind !== null);
    return (
      isSame &&
      before.length === this.before.length &&
      this.before.every((code, at) => code === before.charCodeAt(at))
    );
  }
}

function withPart<Told>(first: Part<Told> | null, part: Part<Told>): Part<Told> {
  if (first === null || first.before.length <= part.before.length) {
    part.other = first;
    return part;
  }
  first.other = withPart(first.other, part);
  return first;
}

function wantedOf<Told>(kind: MessageKind<Told>, row: Path): Wanted {
  const wanted = new Wanted();
  for (const path of kind.fixed) wanted.want([...row, ...path], 'fixed');
  for (const [place, [path, reading]] of fieldsOf(kind).entries())
    wanted.want([...row, ...path], { place, reading });
  return wanted;
}

function fieldsOf<Told>({ words, figures, times }: MessageKind<Told>): (readonly [Path, Reading])[] {
  return [
    ...words.map((path) => [path, 'word'] as const),
    ...figures.map((path) => [path, 'figure'] as const),
    ...times.map((path) => [path, 'time'] as const),
  ];
}
