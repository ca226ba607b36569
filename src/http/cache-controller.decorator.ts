import { applyDecorators, Controller, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { MountGuard } from './mount.guard.js';
import { QueryGuard } from './query.guard.js';
import { ScopeGuard } from './scope.guard.js';
import { Tag } from './openapi/tag.decorator.js';
import { TradingCacheProblemFilter } from './trading-cache-problem.filter.js';

/**
 * A controller of the cache, and all that its endpoints share. It is bound here and not to the application, whose other controllers it must
 * not touch. The path says its version itself, so that the versioning of a host does not change it.
 */
export function CacheController(path: string, tag: string): ClassDecorator {
  return applyDecorators(
    Controller({ path, version: VERSION_NEUTRAL }),
    UseGuards(MountGuard, ScopeGuard, QueryGuard),
    UseFilters(TradingCacheProblemFilter),
    Tag(tag),
    hideParameterTypes,
  );
}

/**
 * Takes away what a global `ValidationPipe` of a host knows parameters by: it copies and checks what is of a class. All of them are checked
 * already, and a copy of a `CacheService` is none.
 */
function hideParameterTypes(controller: { readonly prototype: object }): void {
  const { prototype } = controller;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const types = Reflect.getMetadata('design:paramtypes', prototype, name) as readonly unknown[] | undefined;
    const hidden = types?.map(() => Object);
    if (hidden !== undefined) Reflect.defineMetadata('design:paramtypes', hidden, prototype, name);
  }
}
