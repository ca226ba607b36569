import { MAX_NAME } from '../../orders/field-checks.js';
import type { FieldReader } from '../field-reader.js';

/** Why an order expired, by Binance's number of it (the same on spot and on futures as far as there are names here), or null. */
export function expiryReason(value: unknown, field: string, read: FieldReader): string | null {
  const number = read.text(value, field, MAX_NAME);
  return number === null || number === '0' ? null : `expiry reason ${number}`;
}
