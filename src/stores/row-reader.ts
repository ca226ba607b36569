const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/**
 * Reads a record that is stored as a JSON array: its fields without their names, in an order of its own. Where a field may be missing, 0
 * stands for it. Every reader throws a `TypeError` naming the field if what stands there is not of its kind.
 */
export class RowReader {
  private readonly row: readonly unknown[];
  private at = 0;

  /** @throws {TypeError} or {SyntaxError} if it is no JSON array. */
  constructor(payload: string) {
    const row: unknown = JSON.parse(payload);
    if (!Array.isArray(row)) throw new TypeError('it is no array');
    this.row = row;
  }

  get isAtEnd(): boolean {
    return this.at === this.row.length;
  }

  /** Whether this stands next; if so, it is read. */
  is(value: number): boolean {
    const isIt = this.row[this.at] === value;
    if (isIt) this.at++;
    return isIt;
  }

  optionalText(field: string): string | null {
    const value = this.row[this.at++];
    if (value === 0) return null;
    return typeof value === 'string' ? value : fault(field, 'a text, or 0');
  }

  decimal(field: string): string {
    const value = this.row[this.at++];
    return typeof value === 'string' && DECIMAL.test(value) ? value : fault(field, 'a decimal');
  }

  optionalDecimal(field: string): string | null {
    const value = this.row[this.at++];
    if (value === 0) return null;
    return typeof value === 'string' && DECIMAL.test(value) ? value : fault(field, 'a decimal, or 0');
  }

  integer(field: string): number {
    const value = this.row[this.at++];
    return Number.isSafeInteger(value) ? (value as number) : fault(field, 'an integer');
  }

  /** Zero is a number here: null stands for one that is missing. */
  optionalInteger(field: string): number | null {
    const value = this.row[this.at++];
    if (value === null) return null;
    return Number.isSafeInteger(value) ? (value as number) : fault(field, 'an integer, or null');
  }

  flag(field: string): boolean {
    const value = this.row[this.at++];
    return value === 0 || value === 1 ? value === 1 : fault(field, '0 or 1');
  }

  texts(field: string): readonly string[] {
    const value = this.row[this.at++];
    return Array.isArray(value) && value.every((each) => typeof each === 'string')
      ? value
      : fault(field, 'an array of texts');
  }

  /** Whatever stands there; its reader checks it. */
  value(field: string): unknown {
    if (this.isAtEnd) fault(field, 'there');
    return this.row[this.at++];
  }

  list(field: string): readonly unknown[] {
    const value = this.row[this.at++];
    return Array.isArray(value) ? (value as readonly unknown[]) : fault(field, 'an array');
  }

  listOr0(field: string): readonly unknown[] | null {
    return this.is(0) ? null : this.list(field);
  }

  /** @throws {TypeError} if something is left. */
  end(): void {
    if (!this.isAtEnd) throw new TypeError(`it has ${this.row.length} fields, not ${this.at}`);
  }
}

function fault(field: string, kind: string): never {
  throw new TypeError(`${field} is not ${kind}`);
}
