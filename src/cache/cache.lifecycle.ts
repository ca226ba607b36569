import { Injectable, Logger } from '@nestjs/common';
import type {
  OnApplicationBootstrap,
  OnApplicationShutdown,
  OnModuleDestroy,
  OnModuleInit,
} from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { DuplicateRootError, SchedulerMissingError } from './cache.errors.js';
import { CacheHeartbeat } from './cache.heartbeat.js';
import { CacheManager } from './cache.manager.js';
import { HandlerExplorer } from './handler.explorer.js';
import { TradingCacheOptions } from './cache.options.js';

/**
 * The one owner of beginning and end: opens the scopes at init; from the first shutdown hook on writes every change at
 * once, so that whoever waits for a commit can finish; saves and releases everything in the last one, when HTTP is closed.
 */
@Injectable()
export class CacheLifecycle
  implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  private readonly logger = new Logger('TradingCache');

  constructor(
    private readonly manager: CacheManager,
    private readonly heartbeat: CacheHeartbeat,
    private readonly options: TradingCacheOptions,
    private readonly explorer: HandlerExplorer,
    private readonly handlers: HandlerRegistry,
    private readonly moduleRef: ModuleRef,
    private readonly modules: ModulesContainer,
  ) {}

  async onModuleInit(): Promise<void> {
    this.assertScheduler();
    this.assertOneRoot();
    this.explorer.explore();
    const started = this.manager.startAll();
    if (this.options.startup !== 'background') return started;
    void started.catch((error: unknown) => this.logger.error('A scope could not be opened.', error));
  }

  /** Handlers run when every provider is initialised. */
  onApplicationBootstrap(): void {
    this.handlers.begin();
  }

  onModuleDestroy(): void {
    this.heartbeat.stop();
    this.manager.hurryAll();
  }

  async onApplicationShutdown(): Promise<void> {
    const failures = await this.manager.closeAll();
    for (const failure of failures) this.logger.error('A scope was not closed cleanly.', failure);
    const [first] = failures;
    if (first !== undefined) throw first;
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
