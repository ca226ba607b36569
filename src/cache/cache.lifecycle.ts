import { Inject, Injectable, Logger } from '@nestjs/common';
import type {
  OnApplicationBootstrap,
  OnApplicationShutdown,
  OnModuleDestroy,
  OnModuleInit,
} from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { TradingCacheError } from '../errors/trading-cache.error.js';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { DuplicateRootError, SchedulerMissingError } from './cache.errors.js';
import { CacheHeartbeat } from './cache.heartbeat.js';
import { CacheManager } from './cache.manager.js';
import { HandlerExplorer } from './handler.explorer.js';
import { TradingCacheOptions } from './cache.options.js';
import type { CacheService } from './cache.service.js';
import { endWithFailure } from './exit-code.js';
import { warnWithoutHooks } from './shutdown-warning.js';
import { RESOLVED_OPTIONS } from './trading-cache.module-definition.js';

/**
 * The one owner of beginning and end: opens the scopes at init; from the first shutdown hook on writes every change at
 * once, so that whoever waits for a commit can finish; saves and releases everything in the last one, when HTTP is closed.
 */
@Injectable()
export class CacheLifecycle
  implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  private readonly logger = new Logger('TradingCache');
  private callOffWarning: () => void = () => undefined;

  constructor(
    private readonly manager: CacheManager,
    private readonly heartbeat: CacheHeartbeat,
    @Inject(RESOLVED_OPTIONS) private readonly options: TradingCacheOptions,
    private readonly explorer: HandlerExplorer,
    private readonly handlers: HandlerRegistry,
    private readonly moduleRef: ModuleRef,
    private readonly modules: ModulesContainer,
  ) {}

  async onModuleInit(): Promise<void> {
    this.assertScheduler();
    this.assertOneRoot();
    this.explorer.explore();
    if (this.options.startup !== 'background') return this.manager.startAllOrStandBy();
    for (const cache of this.manager.list()) void this.openBehind(cache);
  }

  /** Handlers run when every provider is initialised. */
  onApplicationBootstrap(): void {
    this.handlers.begin();
    this.callOffWarning = warnWithoutHooks(this.options);
  }

  onModuleDestroy(): void {
    this.callOffWarning();
    this.heartbeat.stop();
    this.manager.hurryAll();
  }

  /**
   * Closes all scopes, and says last what came of it. Nothing is thrown: Nest 12 logs what a hook throws and goes on, Nest 11 would
   * leave out the hooks that follow. The exit code tells.
   */
  async onApplicationShutdown(signal?: string): Promise<void> {
    const failures = await this.manager.closeAll();
    for (const failure of failures) this.logger.error(...describe(failure));
    const { unsaved } = this.manager;
    if (failures.length === 0 && unsaved.length === 0) {
      const { length } = this.manager.list();
      this.logger.log(
        `All is saved: ${length === 1 ? 'the scope was' : `${length} scopes were`} given back.`,
      );
      return;
    }
    endWithFailure(signal);
    const where = unsaved.length === 0 ? '' : ` Not all changes were saved of ${unsaved.join(', ')}.`;
    this.logger.error(`The close failed; this process ends with code 1.${where}`);
  }

  private async openBehind(cache: CacheService): Promise<void> {
    try {
      await cache.start();
    } catch (error) {
      // The heartbeat tells of what stays so.
      if (cache.failure === error) return;
      const [message, ...more] = describe(error);
      this.logger.error(`Scope ${cache.name} could not be opened: ${message}`, ...more);
    }
  }

  private assertScheduler(): void {
    try {
      this.moduleRef.get(SchedulerRegistry, { strict: false });
    } catch {
      throw new SchedulerMissingError();
    }
  }

  private assertOneRoot(): void {
    const roots = [...this.modules.values()].filter((module) => module.providers.has(CacheLifecycle));
    if (roots.length > 1) throw new DuplicateRootError();
  }
}

/** An error for the log: of the package's own the message says it all, of others the stack is told too. */
function describe(error: unknown): [message: string, stack?: string] {
  if (!(error instanceof Error)) return [String(error)];
  if (error instanceof TradingCacheError) {
    const first = firstCauseOf(error);
    return [first === error ? error.message : `${error.message} (${first.message})`];
  }
  return error.stack === undefined ? [error.message] : [error.message, error.stack];
}

function firstCauseOf(error: Error): Error {
  return error.cause instanceof Error ? firstCauseOf(error.cause) : error;
}
