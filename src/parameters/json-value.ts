import { frozenJson } from '../state/frozen-json.js';

/** A value as JSON text. The text is the copy: neither the setter's object nor a reader's can change it. */
export class JsonValue {
  private frozen: { readonly value: unknown } | null = null;

  constructor(readonly json: string) {}

  /** The value, frozen; made when first asked for. */
  get value(): unknown {
    return (this.frozen ??= { value: frozenJson(this.json) }).value;
  }

  /** The inverse of `json`. @throws {SyntaxError} if the text is no JSON. */
  static from(json: string): JsonValue {
    const read = new JsonValue(json);
    JSON.parse(json);
    return read;
  }
}
