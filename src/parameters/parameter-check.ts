import { canonicalDecimal } from '../decimal/decimal-text.js';
import { MAX_ID, text } from '../orders/field-checks.js';
import { UpdateFault } from '../orders/update-fault.js';
import { toJson } from '../state/to-json.js';
import { InvalidParameterError } from './parameters.errors.js';

/** The longest value, as JSON text: what one request of the app can bring. */
const MAX_LENGTH = 1_048_576;

/** @throws {InvalidParameterError} if it is not plain, non-empty text of at most 512 characters. */
export function checkName(name: unknown, field: string): string {
  try {
    return text(name, field, MAX_ID, false);
  } catch (error) {
    throw error instanceof UpdateFault ? new InvalidParameterError(field, error.reason) : error;
  }
}

/** @throws {InvalidParameterError} if a value cannot be kept as JSON. */
export function checkJson(value: unknown): string {
  if (value === null) throw new InvalidParameterError('value', 'must not be null; delete it instead');
  const json = toJson(value, (reason) => new InvalidParameterError('value', reason));
  if (json.length > MAX_LENGTH)
    throw new InvalidParameterError('value', `must be at most ${MAX_LENGTH} characters long as JSON`);
  return json;
}

/** @returns the canonical decimal. @throws {InvalidParameterError} if it is not a decimal above zero. */
export function checkLeverage(leverage: unknown): string {
  const decimal = typeof leverage === 'string' ? canonicalDecimal(leverage) : null;
  if (decimal === null || decimal === '0' || decimal.startsWith('-'))
    throw new InvalidParameterError('leverage', 'must be a decimal string above zero such as "10"');
  return decimal;
}
