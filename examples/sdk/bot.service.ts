import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { applyMapped, CacheService } from 'nestjs-trading-cache';
import type { Mapped } from 'nestjs-trading-cache';
import { BOT_OPTIONS } from './bot-options.js';
import type { BotOptions } from './bot-options.js';
import { FEEDS } from './feed.js';
import type { Feed } from './feed.js';
import { Reconciler } from './reconciler.js';
import type { Findings } from './reconciler.js';
import { troubles } from './troubles.js';

const EVERY_MS = 60_000;

/** Pours what the SDKs push into the cache, and compares it with the exchanges: at the start, after each reconnect, and every minute. */
@Injectable()
export class BotService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Bot');
  private readonly reconcilers: readonly Reconciler[];

  constructor(
    private readonly cache: CacheService,
    @Inject(FEEDS) private readonly feeds: readonly Feed[],
    @Inject(BOT_OPTIONS) options: BotOptions,
  ) {
    this.reconcilers = feeds.map((feed) => new Reconciler(cache, feed, options));
  }

  /** The cache has loaded what the last run left. Markets come before the first fill, streams before what they are compared with. */
  async onApplicationBootstrap(): Promise<void> {
    for (const [at, feed] of this.feeds.entries()) {
      this.note(await feed.markets());
      await feed.open({
        message: (mapped) => this.note(mapped),
        reconnected: () => void this.reconcilers[at]?.reconcile(),
        failed: (error) => this.logger.error(`${feed.exchange}:`, error),
      });
    }
    await this.reconcile();
  }

  @Interval(EVERY_MS)
  async reconcile(): Promise<void> {
    await Promise.all(this.reconcilers.map((each) => each.reconcile()));
  }

  /** What each reconciler found since this was asked the last time, in the order of the feeds. */
  found(): Promise<readonly Findings[]> {
    return Promise.all(this.reconcilers.map((each) => each.found()));
  }

  /** The cache writes what is left after this. */
  async onModuleDestroy(): Promise<void> {
    for (const feed of this.feeds) feed.close();
    await Promise.all(this.reconcilers.map((each) => each.stop()));
  }

  /** Pushed positions are left out: they come just before or after the fill that explains them. */
  private note(mapped: readonly Mapped[]): void {
    const applied = applyMapped(
      this.cache,
      mapped.filter(({ kind }) => kind !== 'positions'),
    );
    for (const trouble of troubles(applied)) this.logger.warn(trouble);
  }
}
