import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { CacheService } from '../cache/cache.service.js';
import { NotFoundError } from './http.errors.js';
import type { HttpRequest } from './http-request.js';
import { VisibleScopes } from './visible-scopes.js';

const caches = new WeakMap<HttpRequest, readonly CacheService[]>();

/**
 * Finds the scope that a path names, or all that can be seen where it names none, before anything else of the request is judged: what is wrong
 * in it may tell nothing of other scopes.
 */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly scopes: VisibleScopes) {}

  /** @throws {NotFoundError} if there is no such scope, or none that this request may see. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const { strategyId, userId } = request.params;
    if (strategyId === undefined || userId === undefined) {
      caches.set(request, await this.scopes.list(context));
      return true;
    }
    const cache = await this.scopes.find({ strategyId, userId }, context);
    if (cache === null) {
      const [strategy, user] = [JSON.stringify(strategyId), JSON.stringify(userId)];
      throw new NotFoundError(`The scope of strategy ${strategy} and user ${user}`);
    }
    caches.set(request, [cache]);
    return true;
  }
}

/** The caches that a request is about: the one that its path names, or all that it may see. @throws {Error} if `ScopeGuard` did not see it. */
export function cachesOf(request: HttpRequest): readonly CacheService[] {
  const found = caches.get(request);
  if (found === undefined) throw new Error('ScopeGuard must guard what asks for the cache of a scope');
  return found;
}
