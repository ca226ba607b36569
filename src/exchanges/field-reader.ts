import { canonicalDecimal } from '../decimal/decimal-text.js';
import {
  isPlainText,
  MAX_ID,
  MAX_REASON,
  text as checkedText,
  timestamp as checkedTimestamp,
  typeName,
} from '../orders/field-checks.js';
import { UpdateFault } from '../orders/update-fault.js';
import { plainDecimal, roundedDecimal } from './plain-decimal.js';
import { isRecord } from './row.js';
import type { Fields } from './row.js';

/** From these numbers on a time is told in microseconds or nanoseconds: in milliseconds it would be after the year 5000. */
const MICROSECONDS = 1e14;
const NANOSECONDS = 1e17;
/** Times of no more digits are milliseconds. */
const MILLISECOND_DIGITS = 14;

const MINUS = 45;
const ZERO = 48;

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/**
 * What is seen of the numbers of a message that `JSON.parse` read: whether one was used that the text may have written with more digits
 * than a JavaScript number has.
 */
export interface Digits {
  mayBeLost: boolean;
}

/**
 * Reads the fields of one row of an exchange's message. Exchanges write what is not there as an empty string, and so does this read it:
 * missing, null and `""` are one. Texts may come as numbers where an SDK made numbers of them.
 *
 * Each reader is given what stands in a field, and the field's name for the case that it is wrong: it throws `UpdateFault` naming the field
 * as the exchange does, with its place in the message. What is nearly always there is looked at first: text, and decimals in their
 * canonical form.
 */
export class FieldReader {
  private constructor(
    private readonly digits: Digits | null,
    private readonly parent: FieldReader | null,
    private readonly step: string | number,
  ) {}

  /** @param digits of a message that was text, and can be read again; else null. */
  static ofMessage(digits: Digits | null): FieldReader {
    return new FieldReader(digits, null, '');
  }

  /** Reads what stands in a field of this row, or at a place of this list. */
  at(step: string | number): FieldReader {
    return new FieldReader(this.digits, this, step);
  }

  /** @throws {UpdateFault} if the row is not an object. */
  row<Name extends string>(row: unknown): Fields<Name> {
    if (!isRecord(row)) throw this.ownFault(`must be an object, not ${typeName(row)}`);
    return ownFields(row);
  }

  text(value: unknown, field: string, maxLength: number = MAX_ID): string | null {
    if (typeof value === 'string' && value.length <= maxLength && isPlainText(value))
      return value === '' ? null : value;
    return this.oddText(value, field, maxLength);
  }

  requiredText(value: unknown, field: string, maxLength?: number): string {
    return this.text(value, field, maxLength) ?? this.missing(field);
  }

  /** The row itself, which is text. */
  ownText(row: unknown, maxLength: number): string {
    return checkedText(row, this.place(), maxLength, false);
  }

  /** What the exchange says in words: whatever they hold, nothing is refused for them. */
  prose(value: unknown, field: string): string | null {
    const words = Number.isFinite(value) ? this.numeral(value, field) : value;
    return typeof words === 'string' && words !== '' ? words.slice(0, MAX_REASON).toWellFormed() : null;
  }

  /** A quantity or price: exact, not negative. */
  decimal(value: unknown, field: string): string | null {
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string' && value.charCodeAt(0) !== MINUS) {
      const canonical = canonicalDecimal(value);
      if (canonical !== null) return canonical;
    }
    return this.unsigned(this.signedDecimal(value, field), field);
  }

  requiredDecimal(value: unknown, field: string): string {
    return this.decimal(value, field) ?? this.missing(field);
  }

  /** A quantity or price that is above zero; one of zero counts as missing. */
  positive(value: unknown, field: string): string | null {
    const decimal = this.decimal(value, field);
    return decimal === '0' ? null : decimal;
  }

  requiredPositive(value: unknown, field: string): string {
    return this.positive(value, field) ?? this.missing(field, 'must be above zero');
  }

  signedDecimal(value: unknown, field: string): string | null {
    return this.number(value, field, plainDecimal);
  }

  /** A figure that the exchange computed: rounded to 18 fraction digits. */
  computed(value: unknown, field: string): string | null {
    return this.number(value, field, roundedDecimal);
  }

  /**
   * A computed price, with its digits as they were written, because zeros at its end tell how far it was rounded. Zero, where nothing was
   * traded yet, counts as missing.
   */
  computedPrice(value: unknown, field: string): string | null {
    if (typeof value === 'string' && value.charCodeAt(0) !== MINUS) {
      const canonical = canonicalDecimal(value);
      if (canonical !== null) return canonical === '0' ? null : value;
    }
    const price = this.unsigned(this.computed(value, field), field);
    return price === '0' ? null : price;
  }

  /**
   * Integer milliseconds, also where the exchange tells microseconds (Binance, if asked to) or nanoseconds (KuCoin); zero counts as missing.
   * A number of nanoseconds that does not fit into a JavaScript number has lost no more than nanoseconds.
   */
  timestamp(value: unknown, field: string): number | null {
    if (typeof value === 'number' && value > 0 && value < MICROSECONDS && Number.isInteger(value))
      return value;
    const read = typeof value === 'string' ? millisecondsOf(value) : 0;
    return read > 0 ? read : this.oddTimestamp(value, field);
  }

  flag(value: unknown, field: string): boolean | null {
    return typeof value === 'boolean' ? value : this.choice(value, field, FLAGS);
  }

  /** What a word of the exchange means, or null if none is there. */
  choice<Meaning>(value: unknown, field: string, meanings: ReadonlyMap<string, Meaning>): Meaning | null {
    if (value === undefined || value === null || value === '') return null;
    const meaning = typeof value === 'string' ? meanings.get(value) : undefined;
    return meaning === undefined ? this.oddChoice(value, field, meanings) : meaning;
  }

  requiredChoice<Meaning>(value: unknown, field: string, meanings: ReadonlyMap<string, Meaning>): Meaning {
    return this.choice(value, field, meanings) ?? this.missing(field);
  }

  fault(field: string, reason: string): UpdateFault {
    return new UpdateFault(`${this.place()}.${field}`, reason);
  }

  /** A fault of the row itself. */
  ownFault(reason: string): UpdateFault {
    return new UpdateFault(this.place(), reason);
  }

  missing(field: string, reason = 'is missing'): never {
    throw this.fault(field, reason);
  }

  private oddText(value: unknown, field: string, maxLength: number): string | null {
    const written = this.written(value, field);
    return written === null ? null : this.checked(field, () => checkedText(written, field, maxLength, false));
  }

  private number(value: unknown, field: string, read: (text: string) => string | null): string | null {
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') {
      const canonical = canonicalDecimal(value);
      if (canonical !== null) return canonical;
    }
    const written = this.numeral(value, field);
    if (written === null) return null;
    // Zeros at the end of a fraction are lost in a number too.
    if (typeof value === 'number' && this.digits !== null) this.digits.mayBeLost = true;
    return (
      read(written) ?? this.missing(field, 'must be a decimal of at most 18 integer and 18 fraction digits')
    );
  }

  private unsigned(decimal: string | null, field: string): string | null {
    if (decimal !== null && decimal.charCodeAt(0) === MINUS) this.missing(field, 'must not be negative');
    return decimal;
  }

  private oddTimestamp(value: unknown, field: string): number | null {
    const written = this.numeral(value, field);
    if (written === null || /^0+$/.test(written)) return null;
    return this.checked(field, () => checkedTimestamp(milliseconds(written)));
  }

  private oddChoice<Meaning>(
    value: unknown,
    field: string,
    meanings: ReadonlyMap<string, Meaning>,
  ): Meaning | null {
    const written = this.written(value, field);
    if (written === null) return null;
    const meaning = meanings.get(written);
    if (meaning === undefined) throw this.fault(field, `must be one of ${[...meanings.keys()].join(', ')}`);
    return meaning;
  }

  /** What a field says as text. An id that does not fit into a number came as another one. */
  private written(value: unknown, field: string): string | null {
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw this.fault(field, 'has lost digits as a number: give the message as text');
    return this.numeral(value, field);
  }

  /** Of a number its shortest text, which is what the exchange wrote if that had no more than 15 digits. */
  private numeral(value: unknown, field: string): string | null {
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return value;
    if (this.digits !== null && !Number.isSafeInteger(value)) this.digits.mayBeLost = true;
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)))
      return value.toString();
    throw this.fault(field, `must be text or a number, not ${typeName(value)}`);
  }

  private checked<T>(field: string, check: () => T): T {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof UpdateFault)) throw error;
      throw this.fault(field, error.reason);
    }
  }

  /** Written out for a fault only. */
  private place(): string {
    const place = this.parent === null ? '' : this.parent.place();
    if (typeof this.step === 'number') return `${place}[${this.step}]`;
    return place === '' ? this.step : `${place}.${this.step}`;
  }
}

/** A row whose fields are its own: what it may have inherited is no part of a message. */
function ownFields(row: Fields<string>): Fields<string> {
  const prototype: unknown = Object.getPrototypeOf(row);
  return prototype === Object.prototype || prototype === null ? row : { ...row };
}

/** The number that text of a few digits is; 0 if it is anything else. */
function millisecondsOf(text: string): number {
  if (text.length > MILLISECOND_DIGITS) return 0;
  let time = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return 0;
    time = time * 10 + digit;
  }
  return time;
}

function milliseconds(written: string): number {
  if (!/^\d{1,19}$/.test(written)) return Number.NaN;
  const time = Number(written);
  const digits = time < MICROSECONDS ? 0 : time < NANOSECONDS ? 3 : 6;
  return Number(written.slice(0, written.length - digits));
}
