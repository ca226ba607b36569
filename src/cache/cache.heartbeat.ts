import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CacheManager } from './cache.manager.js';

const PERIOD_MS = 1_000;

/** The one scheduled job: looks at what is due in each scope. Never two runs at once, and no failure ends it. */
@Injectable()
export class CacheHeartbeat {
  private readonly logger = new Logger('TradingCache');
  private running = false;
  private stopped = false;

  constructor(private readonly manager: CacheManager) {}

  @Interval(PERIOD_MS)
  async beat(): Promise<void> {
    if (this.running || this.stopped) return;
    this.running = true;
    try {
      for (const cache of this.manager.list()) {
        await cache.tick().catch((error: unknown) => {
          this.logger.error(`Housekeeping of scope ${cache.name} failed; it is tried again.`, error);
        });
      }
    } finally {
      this.running = false;
    }
  }

  /** No beat is taken from now on. */
  stop(): void {
    this.stopped = true;
  }
}
