import { InvalidRequestError } from './http.errors.js';

/** A place in a list as a client gets it: opaque, and safe in a URL. */
export function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

/** @throws {InvalidRequestError} if no list gave this cursor. */
export function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (encodeCursor(key) === cursor) return key;
  throw new InvalidRequestError([{ field: 'cursor', reason: 'must be the nextCursor of the page before' }]);
}
