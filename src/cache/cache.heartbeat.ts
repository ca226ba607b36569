import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ScopeHeldError } from '../stores/store.errors.js';
import { CacheManager } from './cache.manager.js';
import type { CacheService } from './cache.service.js';

const PERIOD_MS = 1_000;

/**
 * The one scheduled job: looks at what is due in each scope. Never twice at once in one scope; none waits for another, whose store may be
 * slow; and no failure ends it.
 */
@Injectable()
export class CacheHeartbeat {
  private readonly logger = new Logger('TradingCache');
  private readonly running = new Set<CacheService>();
  private stopped = false;
  /** What was last said of a scope's failure, by its name. */
  private readonly reported = new Map<string, string>();

  /** The names of scopes of whose risks and damage was told. */
  private readonly warned = new Set<string>();

  constructor(private readonly manager: CacheManager) {}

  @Interval(PERIOD_MS)
  async beat(): Promise<void> {
    if (this.stopped) return;
    await Promise.all([...this.manager.list().map((cache) => this.lookAt(cache)), this.closeIdle()]);
  }

  private async lookAt(cache: CacheService): Promise<void> {
    if (this.running.has(cache)) return;
    this.running.add(cache);
    try {
      await cache.tick();
    } catch (error) {
      this.logger.error(`Housekeeping of scope ${cache.name} failed; it is tried again.`, error);
    } finally {
      this.running.delete(cache);
    }
    this.reportFailure(cache);
    this.reportRisks(cache);
  }

  private async closeIdle(): Promise<void> {
    try {
      await this.manager.closeIdle();
    } catch (error) {
      this.logger.error('A scope that nobody used was not closed cleanly.', error);
    }
  }

  /** Says once that something is wrong with a scope, and once that it is well again. A wait for a held scope is told of by itself. */
  private reportFailure({ name, failure }: CacheService): void {
    if (failure instanceof ScopeHeldError) return;
    const known = this.reported.get(name);
    if (failure?.message === known) return;
    if (failure === null) {
      this.reported.delete(name);
      this.logger.log(`Scope ${name}: all is well again.`);
    } else {
      this.reported.set(name, failure.message);
      this.logger.warn(`Scope ${name}: ${failure.message}`);
    }
  }

  /** Says once what the settings of its store put at risk, and what was damaged in it. */
  private reportRisks({ name, risks, mended }: CacheService): void {
    if (this.warned.has(name) || risks.length + mended.length === 0) return;
    this.warned.add(name);
    if (risks.length > 0)
      this.logger.warn(`Scope ${name}: its store puts its state at risk: ${risks.join('; ')}.`);
    if (mended.length > 0)
      this.logger.error(
        `Scope ${name}: damaged records were set aside: ${mended.join('; ')}. Reconcile its positions.`,
      );
  }

  /** No beat is taken from now on. */
  stop(): void {
    this.stopped = true;
  }
}
