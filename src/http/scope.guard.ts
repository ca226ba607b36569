import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import type { ScopeId } from '../stores/scope-id.js';
import { NotFoundError } from './http.errors.js';

const caches = new WeakMap<FastifyRequest, CacheService>();

/** Finds the scope that a path names, before anything else of the request is judged: what is wrong in it may tell nothing of other scopes. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly manager: CacheManager) {}

  /** @throws {NotFoundError} if the app has no such scope. */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: Partial<ScopeId> }>>();
    const { strategyId, userId } = request.params;
    if (strategyId === undefined || userId === undefined) return true;
    const cache = this.manager.find({ strategyId, userId });
    if (cache === null) {
      const [strategy, user] = [JSON.stringify(strategyId), JSON.stringify(userId)];
      throw new NotFoundError(`The scope of strategy ${strategy} and user ${user}`);
    }
    caches.set(request, cache);
    return true;
  }
}

/** The cache of the scope that a request's path names. @throws {Error} if `ScopeGuard` did not see it. */
export function cacheOf(request: FastifyRequest): CacheService {
  const cache = caches.get(request);
  if (cache === undefined) throw new Error('ScopeGuard must guard what asks for the cache of a scope');
  return cache;
}
