import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { cacheOf } from './scope.guard.js';

/** The path of everything that belongs to one scope. */
export const SCOPE_PATH = 'v1/scopes/:strategyId/:userId';

/** Injects the `CacheService` of the scope that the path names. */
export const ScopeCache = createParamDecorator((_: unknown, context) =>
  cacheOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
