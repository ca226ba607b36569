import { createParamDecorator } from '@nestjs/common';
import type { HttpRequest } from './http-request.js';
import { cachesOf } from './scope.guard.js';

/** The path of everything that belongs to one scope. */
export const SCOPE_PATH = 'v1/scopes/:strategyId/:userId';

/** Injects the `CacheService` of the scope that the path names. */
export const ScopeCache = createParamDecorator((_: unknown, context) => {
  const [cache] = cachesOf(context.switchToHttp().getRequest<HttpRequest>());
  return cache;
});

/** Injects the `CacheService` of each scope that the request may see. */
export const VisibleCaches = createParamDecorator((_: unknown, context) =>
  cachesOf(context.switchToHttp().getRequest<HttpRequest>()),
);
