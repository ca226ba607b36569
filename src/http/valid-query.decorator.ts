import { createParamDecorator } from '@nestjs/common';
import type { HttpRequest } from './http-request.js';
import { ValidatedQueryPipe } from './validated.pipe.js';

const HAS_QUERY = 'trading-cache:has-query';

/** Injects the query of a request, validated. What a request without this decorator has as a query, `QueryGuard` refuses. */
export function ValidQuery(dto: new () => object): ParameterDecorator {
  const pipe = new ValidatedQueryPipe(dto);
  const inject = createParamDecorator((_: unknown, context) =>
    pipe.transform(context.switchToHttp().getRequest<HttpRequest>().query),
  )();
  return (target, method, index) => {
    const handler = (target as Readonly<Record<string | symbol, object>>)[method as string | symbol];
    Reflect.defineMetadata(HAS_QUERY, true, handler as object);
    inject(target, method, index);
  };
}

/** Whether a handler validates its query. */
export function hasValidQuery(handler: object): boolean {
  return Reflect.getMetadata(HAS_QUERY, handler) === true;
}
