/**
 * Another encoding of what is stored: smaller, or for nobody else's eyes. A record carries the name of the codec that it was written with, so
 * that records of several stand side by side; one that was written without is always read.
 */
export interface RecordCodec {
  /** Stands with every record, for good: 1 to 32 letters, digits, `-` or `_`. Another encoding is another name. */
  readonly name: string;

  /** @param payload the record as text. @returns well-formed Unicode text that `decode` makes the same text of. */
  encode(payload: string): string;

  /** The inverse of `encode`. @throws if the text is not what that makes; the record counts as damaged then. */
  decode(text: string): string;
}

export const CODEC_NAME = /^[\w-]{1,32}$/;

/** The codecs of a scope: the first writes, all of them read. */
export class RecordCodecs {
  /** What records are written with; null for none. */
  readonly writing: RecordCodec | null;
  private readonly known: ReadonlyMap<string, RecordCodec>;

  constructor(given: RecordCodec | readonly RecordCodec[] | null = null) {
    const codecs = [given ?? []].flat();
    this.writing = codecs[0] ?? null;
    this.known = new Map(codecs.map((codec) => [codec.name, codec]));
  }

  find(name: string): RecordCodec | null {
    return this.known.get(name) ?? null;
  }
}

/** Records as they are. */
export const NO_CODECS = new RecordCodecs();
