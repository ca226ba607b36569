import type { RowReader } from './row-reader.js';

/** Names as they are stored: each as a number, which it keeps for good, because what was stored before is read by it. */
export class NameCodes<Name extends string> {
  private readonly names: readonly Name[];

  /** @param codes numbers from 0 on, without a gap. */
  constructor(private readonly codes: Readonly<Record<Name, number>>) {
    this.names = (Object.keys(codes) as Name[]).sort((left, right) => codes[left] - codes[right]);
  }

  codeOf(name: Name): number {
    return this.codes[name];
  }

  /** @throws {TypeError} if no name has this number. */
  read(row: RowReader, field: string): Name {
    return this.nameOf(row.integer(field), field);
  }

  /** @throws {TypeError} if no name has this number. */
  nameOf(code: number, field: string): Name {
    const name = this.names[code];
    if (name === undefined) throw new TypeError(`${field} is none of ${this.names.join(', ')}`);
    return name;
  }
}
