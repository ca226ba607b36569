import { rereadExactly } from '../exchanges/exact-json.js';
import { InvalidRequestError } from './http.errors.js';

const MAX_DEPTH = 8;

/**
 * Parses a JSON body strictly: well-formed UTF-8, at most 8 levels deep. A `__proto__` field is a field like any other here:
 * it is refused where fields are checked, by name, instead of vanishing. An empty body is `undefined`.
 *
 * @param exactNumbers whether each number becomes the text that was written.
 * @throws {InvalidRequestError} saying what is wrong.
 */
export function parseJsonBody(bytes: Buffer, exactNumbers: boolean): unknown {
  if (bytes.length === 0) return undefined;
  const text = decode(bytes);
  const parsed = parse(text);
  const value = exactNumbers ? rereadExactly(text) : parsed;
  assertShallow(value);
  return value;
}

/** @throws {InvalidRequestError} if a value is nested more than 8 levels deep. */
export function assertShallow(value: unknown): void {
  if (isDeeperThan(MAX_DEPTH, value)) throw wrongBody(`must be nested at most ${MAX_DEPTH} levels deep`);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wrongBody('must be well-formed UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongBody(`must be JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  // Not Object.values: every update comes through here, and this makes no list.
  for (const field in value)
    if (isDeeperThan(levels - 1, (value as Readonly<Record<string, unknown>>)[field])) return true;
  return false;
}

function wrongBody(reason: string): InvalidRequestError {
  return new InvalidRequestError([{ field: 'body', reason }]);
}
