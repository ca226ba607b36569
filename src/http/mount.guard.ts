import { Injectable, Scope } from '@nestjs/common';
import type { CanActivate, ExecutionContext, OnModuleInit, Type } from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { isObservable, lastValueFrom } from 'rxjs';
import { TradingCacheHttpOptions } from './http-options.js';

/** A guard, found for a request. */
type FindGuard = (context: ExecutionContext) => CanActivate | Promise<CanActivate>;

/** Asks the guards that the host gave, in their order. */
@Injectable()
export class MountGuard implements CanActivate, OnModuleInit {
  private guards: readonly FindGuard[] = [];

  constructor(
    private readonly options: TradingCacheHttpOptions,
    private readonly modules: ModuleRef,
  ) {}

  /** @throws if a guard cannot be created: the application must not start without it. */
  async onModuleInit(): Promise<void> {
    this.guards = await Promise.all(this.options.guards.map((guard) => this.find(guard)));
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    for (const find of this.guards) {
      const guard = await find(context);
      const answer = guard.canActivate(context);
      if (!(await (isObservable(answer) ? lastValueFrom(answer) : answer))) return false;
    }
    return true;
  }

  /** An instance as it is; of a class the one that any module of the application provides or uses, otherwise a new one. */
  private async find(type: Type<CanActivate> | CanActivate): Promise<FindGuard> {
    if (typeof type !== 'function') return () => type;
    const scope = this.scopeOf(type);
    if (scope === null) {
      const created = await this.modules.create(type);
      return () => created;
    }
    if (scope === Scope.DEFAULT) {
      const provided = this.modules.get(type, { strict: false });
      return () => provided;
    }
    return (context) => {
      const request = context.switchToHttp().getRequest<Record<string, unknown>>();
      return this.modules.resolve(type, ContextIdFactory.getByRequest(request), { strict: false });
    };
  }

  /** Null where no module provides it. */
  private scopeOf(type: Type<CanActivate>): Scope | null {
    try {
      return this.modules.introspect(type).scope ?? Scope.DEFAULT;
    } catch {
      return null;
    }
  }
}
