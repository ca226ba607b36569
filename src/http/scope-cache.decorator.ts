import { createParamDecorator, Injectable } from '@nestjs/common';
import type { ExecutionContext, PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CacheManager } from '../cache/cache.manager.js';
import type { CacheService } from '../cache/cache.service.js';
import type { ScopeId } from '../stores/scope-id.js';
import { NotFoundError } from './http.errors.js';

/** The path of everything that belongs to one scope. */
export const SCOPE_PATH = 'v1/scopes/:strategyId/:userId';

const ScopeOfPath = createParamDecorator((_: unknown, context: ExecutionContext): ScopeId => {
  const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: ScopeId }>>();
  return { strategyId: params.strategyId, userId: params.userId };
});

/** The cache of a scope. @throws {NotFoundError} if the app has none. */
@Injectable()
export class ScopeCachePipe implements PipeTransform<ScopeId, CacheService> {
  constructor(private readonly manager: CacheManager) {}

  transform(scope: ScopeId): CacheService {
    const cache = this.manager.find(scope);
    if (cache === null) {
      const [strategy, user] = [JSON.stringify(scope.strategyId), JSON.stringify(scope.userId)];
      throw new NotFoundError(`The scope of strategy ${strategy} and user ${user}`);
    }
    return cache;
  }
}

/** Injects the `CacheService` of the scope that the path names. */
export function ScopeCache(): ParameterDecorator {
  return ScopeOfPath(ScopeCachePipe);
}
