import { createParamDecorator } from '@nestjs/common';
import type { HttpRequest } from './http-request.js';
import { requestBody } from './request-body.js';
import { ValidatedPipe } from './validated.pipe.js';

/**
 * Injects the body of a request, validated. It reads the request itself, because a `@Body()` goes through the global pipes of the host first,
 * which may change it.
 */
export function ValidBody(dto: new () => object): ParameterDecorator {
  const pipe = new ValidatedPipe(dto);
  return createParamDecorator((_: unknown, context) =>
    pipe.transform(requestBody(context.switchToHttp().getRequest<HttpRequest>(), 'plain')),
  )();
}
