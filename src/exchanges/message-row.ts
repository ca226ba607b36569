import {
  MAX_ID,
  text as checkedText,
  timestamp as checkedTimestamp,
  typeName,
} from '../orders/field-checks.js';
import { canonicalDecimal } from '../decimal/decimal-text.js';
import { UpdateFault } from '../orders/update-fault.js';
import { plainDecimal, roundedDecimal } from './plain-decimal.js';

/** From these numbers on a time is told in microseconds or nanoseconds: in milliseconds it would be after the year 5000. */
const MICROSECONDS = 1e14;
const NANOSECONDS = 1e17;

/**
 * Reads the fields of one row of an exchange's message. Exchanges write what is not there as an empty string, and so does this read it:
 * missing, null and `""` are one. Texts may come as numbers where an SDK made numbers of them.
 *
 * Every reader throws `UpdateFault` naming the field as the exchange does, with its place in the message.
 */
export class MessageRow<Field extends string> {
  private readonly row: Readonly<Record<string, unknown>>;

  /** @throws {UpdateFault} if the row is not an object. */
  constructor(
    row: unknown,
    private readonly place: string,
  ) {
    if (!isRecord(row)) throw new UpdateFault(place, `must be an object, not ${typeName(row)}`);
    this.row = row;
  }

  /** The names of all fields that are there. */
  fields(): readonly string[] {
    return Object.keys(this.row);
  }

  /** What stands there, unread. */
  raw(field: Field): unknown {
    // An asset may be called `constructor`.
    return Object.hasOwn(this.row, field) ? this.row[field] : undefined;
  }

  text(field: Field, maxLength: number = MAX_ID): string | null {
    const written = this.written(field);
    return written === null ? null : this.checked(field, () => checkedText(written, field, maxLength, false));
  }

  requiredText(field: Field, maxLength?: number): string {
    return this.text(field, maxLength) ?? this.missing(field);
  }

  /** A quantity or price: exact, not negative. */
  decimal(field: Field): string | null {
    return this.unsigned(field, this.signedDecimal(field));
  }

  requiredDecimal(field: Field): string {
    return this.decimal(field) ?? this.missing(field);
  }

  /** A quantity or price that is above zero; one of zero counts as missing. */
  positive(field: Field): string | null {
    const decimal = this.decimal(field);
    return decimal === '0' ? null : decimal;
  }

  requiredPositive(field: Field): string {
    return this.positive(field) ?? this.missing(field, 'above zero');
  }

  signedDecimal(field: Field): string | null {
    return this.number(field, plainDecimal);
  }

  /** A figure that the exchange computed: rounded to 18 fraction digits. */
  computed(field: Field): string | null {
    return this.number(field, roundedDecimal);
  }

  /**
   * A computed price, with its digits as they were written, because zeros at its end tell how far it was rounded. Zero, where nothing was
   * traded yet, counts as missing.
   */
  computedPrice(field: Field): string | null {
    const price = this.unsigned(field, this.computed(field));
    if (price === null || price === '0') return null;
    const written = this.raw(field);
    return typeof written === 'string' && canonicalDecimal(written) !== null ? written : price;
  }

  /**
   * Integer milliseconds, also where the exchange tells microseconds (Binance, if asked to) or nanoseconds (KuCoin); zero counts as missing.
   * A number of nanoseconds that does not fit into a JavaScript number has lost no more than nanoseconds.
   */
  timestamp(field: Field): number | null {
    const written = this.numeral(field);
    if (written === null || /^0+$/.test(written)) return null;
    return this.checked(field, () => checkedTimestamp(milliseconds(written)));
  }

  flag(field: Field): boolean | null {
    const value = this.raw(field);
    if (typeof value === 'boolean') return value;
    return this.choice(field, FLAGS);
  }

  /** What a word of the exchange means, or null if none is there. */
  choice<Meaning>(field: Field, meanings: ReadonlyMap<string, Meaning>): Meaning | null {
    const written = this.written(field);
    if (written === null) return null;
    const meaning = meanings.get(written);
    if (meaning === undefined) throw this.fault(field, `must be one of ${[...meanings.keys()].join(', ')}`);
    return meaning;
  }

  requiredChoice<Meaning>(field: Field, meanings: ReadonlyMap<string, Meaning>): Meaning {
    return this.choice(field, meanings) ?? this.missing(field);
  }

  fault(field: Field, reason: string): UpdateFault {
    return new UpdateFault(`${this.place}.${field}`, reason);
  }

  private number(field: Field, read: (text: string) => string | null): string | null {
    const numeral = this.numeral(field);
    if (numeral === null) return null;
    const decimal = read(numeral);
    if (decimal === null)
      throw this.fault(field, 'must be a decimal of at most 18 integer and 18 fraction digits');
    return decimal;
  }

  private unsigned(field: Field, decimal: string | null): string | null {
    if (decimal?.startsWith('-') === true) throw this.fault(field, 'must not be negative');
    return decimal;
  }

  /** What a field says as text. An id that does not fit into a number came as another one. */
  private written(field: Field): string | null {
    const value = this.raw(field);
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw this.fault(field, 'has lost digits as a number: give the message as text');
    return this.numeral(field);
  }

  /** Of a number its shortest text, which is what the exchange wrote if that had no more than 15 digits. */
  private numeral(field: Field): string | null {
    const value = this.raw(field);
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)))
      return value.toString();
    throw this.fault(field, `must be text or a number, not ${typeName(value)}`);
  }

  private checked<T>(field: Field, check: () => T): T {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      throw this.fault(field, error.reason);
    }
  }

  private missing(field: Field, kind = ''): never {
    throw this.fault(field, kind === '' ? 'is missing' : `must be ${kind}`);
  }
}

function milliseconds(written: string): number {
  if (!/^\d{1,19}$/.test(written)) return Number.NaN;
  const time = Number(written);
  const digits = time < MICROSECONDS ? 0 : time < NANOSECONDS ? 3 : 6;
  return Number(written.slice(0, written.length - digits));
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** Whether a value is an object with fields: no array, no null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
