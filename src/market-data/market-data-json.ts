import { InvalidMarketDataError } from './market-data.errors.js';

/** Any value as JSON. @throws {InvalidMarketDataError} if it cannot be written so. */
export function toJson(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new InvalidMarketDataError(
      'value',
      `cannot be written as JSON (${cause instanceof Error ? cause.message : ''})`,
    );
  }
  if (json === undefined) throw new InvalidMarketDataError('value', 'cannot be written as JSON');
  return json;
}
