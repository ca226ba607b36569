import { UpdateFault } from '../orders/update-fault.js';
import { InvalidRequestError } from './http.errors.js';

/** A list that comes in pages. */
type List = 'orders' | 'fills' | 'ledger';

/** The place after a page as a client gets it: opaque, of one list, and safe in a URL; null after the last page. */
export function nextCursor(list: List, place: string | null): string | null {
  return place === null ? null : encode(list, place);
}

/**
 * The page after a cursor; the first one if there is none.
 *
 * @param page what finds the page after a place, `''` for the first one.
 * @throws {InvalidRequestError} if this list gave no such cursor.
 */
export async function pageAfter<Page>(
  list: List,
  cursor: string | undefined,
  page: (place: string) => Page | Promise<Page>,
): Promise<Page> {
  const place = cursor === undefined ? '' : placeIn(list, cursor);
  if (place === null) throw wrongCursor();
  try {
    return await page(place);
  } catch (error) {
    throw error instanceof UpdateFault && error.field === 'after' ? wrongCursor() : error;
  }
}

/** The place that a cursor of this list stands for; null if it is not one. */
function placeIn(list: List, cursor: string): string | null {
  const place = Buffer.from(cursor, 'base64url').toString('utf8').slice(prefix(list).length);
  return place !== '' && encode(list, place) === cursor ? place : null;
}

function encode(list: List, place: string): string {
  return Buffer.from(prefix(list) + place, 'utf8').toString('base64url');
}

function prefix(list: List): string {
  return `${list}:`;
}

function wrongCursor(): InvalidRequestError {
  return new InvalidRequestError([{ field: 'cursor', reason: 'must be the nextCursor of the page before' }]);
}
