import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { ScopeId } from '../stores/scope-id.js';

/** A scope as a filter of scopes sees it. */
export interface VisibleScope extends ScopeId {
  /** Its name in the options of `TradingCacheModule`, or the one that it was opened with. */
  readonly name: string;
}

/** Whether a request may see a scope. The request is `context.switchToHttp().getRequest()`. */
export type ScopeFilter = (scope: VisibleScope, context: ExecutionContext) => boolean | Promise<boolean>;

/** All options of the endpoints with their defaults. */
export class TradingCacheHttpOptions {
  /** The path in front of all endpoints, below the global prefix of the application; `''` for none. */
  path: string = 'trading-cache';

  /**
   * Guards of all endpoints, in this order, before anything else of a request is judged. An instance is used as it is. A class is looked up in
   * the whole application; where no module provides it, it is created.
   */
  guards: readonly (Type<CanActivate> | CanActivate)[] = [];

  /** Whether the endpoints that change something are left out: then a request for one is answered as any unknown path is, with 404. */
  readOnly: boolean = false;

  /** Which scopes can be seen: names or ids of scopes, or a function that is asked at each request. All of them where it is null. */
  scopes: readonly (string | ScopeId)[] | ScopeFilter | null = null;
}

/** What `TradingCacheHttpModule.forRoot` takes: any of the options. */
export type TradingCacheHttpModuleOptions = {
  readonly [Name in keyof TradingCacheHttpOptions]?: TradingCacheHttpOptions[Name] | undefined;
};

/** The options with their defaults filled in. */
export function resolveHttpOptions(given: TradingCacheHttpModuleOptions): TradingCacheHttpOptions {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.assign(new TradingCacheHttpOptions(), Object.fromEntries(set));
}
