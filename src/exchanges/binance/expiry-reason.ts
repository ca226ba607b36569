import { MAX_NAME } from '../../orders/field-checks.js';
import type { MessageRow } from '../message-row.js';

/** Why an order expired, by Binance's number of it (the same on spot and on futures as far as there are names here), or null. */
export function expiryReason<Field extends string>(row: MessageRow<Field>, field: Field): string | null {
  const number = row.text(field, MAX_NAME);
  return number === null || number === '0' ? null : `expiry reason ${number}`;
}
