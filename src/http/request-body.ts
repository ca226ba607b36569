import { InvalidRequestError, UnsupportedMediaTypeError } from './http.errors.js';
import type { HttpRequest } from './http-request.js';
import { assertShallow, parseJsonBody } from './json-body.js';

/** What the numbers of a body become: numbers, or the text that was written, with all digits. */
export type Numbers = 'plain' | 'exact';

/**
 * The JSON body of a request; undefined if it has none. It is parsed here, strictly, where its bytes are there: in the app, and in a host that
 * was created with `rawBody: true`. Otherwise it is what the host's parser made of it.
 *
 * @throws {UnsupportedMediaTypeError} if it is not JSON: a form could come from a page of another site.
 * @throws {InvalidRequestError} if it is malformed, too deep, or if exact numbers are asked for and have lost digits.
 */
export function requestBody({ headers, body, rawBody }: HttpRequest, numbers: Numbers): unknown {
  const mediaType = headers['content-type'];
  if (mediaType === undefined) return undefined;
  if (typeof mediaType !== 'string' || !/^application\/json *(?:;|$)/i.test(mediaType)) {
    throw new UnsupportedMediaTypeError(String(mediaType));
  }
  const bytes = rawBody ?? (Buffer.isBuffer(body) ? body : undefined);
  if (bytes !== undefined) return parseJsonBody(bytes, numbers === 'exact');
  assertShallow(body);
  if (numbers === 'exact') assertExact(body);
  return body;
}

/**
 * A number that a parser has rounded cannot be told from one that was written so, unless it shows more digits than every text keeps.
 *
 * @throws {InvalidRequestError} for a number with more than 15 significant digits, except integers that are exact.
 */
function assertExact(value: unknown): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value) && Number(value.toPrecision(15)) !== value) {
    throw new InvalidRequestError([
      {
        field: 'body',
        reason: `has the number ${value}, which may have lost digits before it came here; create the application with rawBody: true`,
      },
    ]);
  }
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(assertExact);
}
