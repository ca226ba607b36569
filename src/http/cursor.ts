import { InvalidRequestError } from './http.errors.js';

/** The place after a page as a client gets it: opaque, and safe in a URL; null after the last page. */
export function nextCursor(place: string | null): string | null {
  return place === null ? null : encode(place);
}

/**
 * The place that a page begins after; `''` for the first one.
 *
 * @throws {InvalidRequestError} if no list gave this cursor.
 */
export function placeOf(cursor: string | undefined): string {
  if (cursor === undefined) return '';
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  if (encode(place) === cursor) return place;
  throw new InvalidRequestError([{ field: 'cursor', reason: 'must be the nextCursor of the page before' }]);
}

function encode(place: string): string {
  return Buffer.from(place, 'utf8').toString('base64url');
}
