import { canonicalDecimal } from '../decimal/decimal-text.js';
import type { Liquidity } from '../ledger/execution.js';
import type { OrderSide, PositionSide } from './order.js';
import { UpdateFault } from './update-fault.js';

/** Checks of single fields of what comes from outside. Each throws `UpdateFault` naming the field. */

export const MAX_NAME = 64;
export const MAX_ID = 512;
export const MAX_REASON = 2_048;
/** The last millisecond that a `Date` can hold. */
export const MAX_TIMESTAMP = 8_640_000_000_000_000;

/** An id that may be missing. @throws {UpdateFault} if it is not plain, non-empty text. */
export function checkId(value: unknown, field: string): string | null {
  return optionalText(value, field, MAX_ID, null);
}

export function requiredText(
  value: unknown,
  field: string,
  maxLength: number,
  known: string | undefined,
): string {
  if (isSameText(value, known)) return known;
  if (value === undefined || value === null) throw new UpdateFault(field, 'is missing');
  return text(value, field, maxLength, false);
}

export function optionalText(
  value: unknown,
  field: string,
  maxLength: number,
  known: string | null | undefined,
  freeText = false,
): string | null {
  if (value === undefined || value === null) return null;
  return isSameText(value, known) ? known : text(value, field, maxLength, freeText);
}

export function text(value: unknown, field: string, maxLength: number, freeText: boolean): string {
  if (typeof value !== 'string') throw new UpdateFault(field, `must be a string, not ${typeName(value)}`);
  if (value === '') throw new UpdateFault(field, 'must not be empty; leave it out or give null');
  if (value.length > maxLength) throw new UpdateFault(field, `must be at most ${maxLength} characters long`);
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (!freeText && (code < 0x20 || (code >= 0x7f && code < 0xa0))) {
      throw new UpdateFault(field, `must not hold control characters, as at position ${at}`);
    }
    if (code >= 0xd800 && code < 0xe000 && !value.isWellFormed()) {
      throw new UpdateFault(field, 'must be well-formed Unicode text');
    }
  }
  return value;
}

/** Whether text is all ASCII and without control characters, as nearly all is. Of other text `text` says what is wrong, if anything is. */
export function isPlainText(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

export function requiredDecimal(value: unknown, field: string, known: string | undefined): string {
  if (isSameText(value, known)) return known;
  if (value === undefined || value === null) throw new UpdateFault(field, 'is missing');
  return decimal(value, field, false);
}

export function optionalDecimal(
  value: unknown,
  field: string,
  known: string | null | undefined,
  signed = false,
): string | null {
  if (value === undefined || value === null) return null;
  return isSameText(value, known) ? known : decimal(value, field, signed);
}

/** Whether text was checked before. Both types are told first: comparing what may be anything is several times as slow. */
function isSameText(value: unknown, known: string | null | undefined): known is string {
  return typeof value === 'string' && typeof known === 'string' && value === known;
}

export function decimal(value: unknown, field: string, signed: boolean): string {
  if (typeof value !== 'string') {
    throw new UpdateFault(field, `must be a decimal string such as "0.1", not ${typeName(value)}`);
  }
  const canonical = canonicalDecimal(value);
  if (canonical === null) {
    throw new UpdateFault(
      field,
      'must be a decimal of at most 18 integer and 18 fraction digits, without exponent',
    );
  }
  if (!signed && canonical.startsWith('-')) throw new UpdateFault(field, 'must not be negative');
  return canonical;
}

export function side(value: unknown): OrderSide {
  if (value !== 'BUY' && value !== 'SELL') throw new UpdateFault('side', 'must be BUY or SELL');
  return value;
}

export function positionSide(value: unknown): PositionSide | null {
  if (value === undefined || value === null) return null;
  if (value !== 'NET' && value !== 'LONG' && value !== 'SHORT')
    throw new UpdateFault('positionSide', 'must be NET, LONG or SHORT');
  return value;
}

export function liquidity(value: unknown): Liquidity | null {
  if (value === undefined || value === null) return null;
  if (value !== 'MAKER' && value !== 'TAKER') throw new UpdateFault('liquidity', 'must be MAKER or TAKER');
  return value;
}

export function optionalBoolean(value: unknown, field: string): boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'boolean')
    throw new UpdateFault(field, `must be true or false, not ${typeName(value)}`);
  return value;
}

export function timestamp(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > MAX_TIMESTAMP) {
    throw new UpdateFault('timestamp', 'must be integer milliseconds since the epoch');
  }
  return value as number;
}

/** @throws {UpdateFault} if what should be an update is not even an object. */
export function assertObject(update: unknown): asserts update is object {
  if (typeof update !== 'object' || update === null || Array.isArray(update)) {
    throw new UpdateFault('update', `must be an object, not ${typeName(update)}`);
  }
}

/** What a value is, in the words of JSON. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
