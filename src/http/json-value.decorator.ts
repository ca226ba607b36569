import { createParamDecorator } from '@nestjs/common';
import { InvalidRequestError } from './http.errors.js';
import type { HttpRequest } from './http-request.js';
import { requestBody } from './request-body.js';
import type { Numbers } from './request-body.js';

/** Injects a body that may be any JSON value; its numbers are plain ones unless said otherwise. @throws {InvalidRequestError} if there is none. */
export const JsonValue = createParamDecorator((numbers: Numbers | undefined, context) => {
  const value = requestBody(context.switchToHttp().getRequest<HttpRequest>(), numbers ?? 'plain');
  if (value !== undefined) return value;
  throw new InvalidRequestError([{ field: 'body', reason: 'is missing; send a JSON value' }]);
});
