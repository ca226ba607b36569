import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import {
  applyMapped, CacheService, mapCcxtMarkets, mapCcxtOrders, mapCcxtTrades,
} from 'nestjs-trading-cache'; // prettier-ignore
import type { Mapped } from 'nestjs-trading-cache';
import { BOT_OPTIONS } from './bot-options.js';
import type { BotOptions } from './bot-options.js';
import { EXCHANGE } from './ccxt-exchange.js';
import type { CcxtExchange } from './ccxt-exchange.js';
import { ReconciliationService } from './reconciliation.service.js';
import { troubles } from './troubles.js';

/** Pours ccxt's streams into the cache, from the start of the app to its end. */
@Injectable()
export class StreamService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Stream');
  private readonly stopping = new AbortController();
  private loops: Promise<unknown> = Promise.resolve();
  private retry: Promise<void> | null = null;

  constructor(
    private readonly cache: CacheService,
    private readonly reconciliation: ReconciliationService,
    @Inject(EXCHANGE) private readonly exchange: CcxtExchange,
    @Inject(BOT_OPTIONS) private readonly options: BotOptions,
  ) {}

  /** The cache has loaded what the last run left. Markets come before the first fill, streams before what they are compared with. */
  async onApplicationBootstrap(): Promise<void> {
    const markets = await this.exchange.loadMarkets();
    const { exchange: name, symbols } = this.options;
    const { precisionMode } = this.exchange;
    const traded = symbols.map((symbol) => markets[symbol]);
    this.note(mapCcxtMarkets(name, traded, { precisionMode }));
    this.loops = Promise.all([
      this.watch(
        () => this.exchange.watchOrders(),
        (orders) => mapCcxtOrders(name, this.ofSymbols(orders)),
      ),
      this.watch(
        () => this.exchange.watchMyTrades(),
        (trades) => mapCcxtTrades(name, this.ofSymbols(trades)),
      ),
    ]);
    await this.reconciliation.reconcile();
  }

  /** The cache writes what is left after this. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.exchange.close();
    await this.loops;
    await this.reconciliation.stop();
  }

  /** What the cache throws ends it: a bot that cannot keep its fills must not go on. */
  private async watch(
    next: () => Promise<unknown>,
    map: (structures: unknown) => readonly Mapped[],
  ): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const structures = await next().catch((error: unknown) => this.lost(error));
      if (structures !== null) this.note(map(structures));
    }
  }

  /** ccxt connects again at the next call, and what was said meanwhile is not said again. */
  private async lost(error: unknown): Promise<null> {
    if (this.stopping.signal.aborted) return null;
    this.logger.warn(`Lost: ${String(error)}`);
    this.retry ??= this.comeBack();
    await this.retry;
    return null;
  }

  /** For both streams at once. */
  private async comeBack(): Promise<void> {
    await pause(this.options.retryMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    this.retry = null;
    if (!this.stopping.signal.aborted) void this.reconciliation.reconcile();
  }

  private note(mapped: readonly Mapped[]): void {
    for (const trouble of troubles(applyMapped(this.cache, mapped))) this.logger.warn(trouble);
  }

  private ofSymbols(structures: unknown): unknown {
    const { symbols } = this.options;
    return Array.isArray(structures)
      ? (structures as readonly { readonly symbol?: string }[]).filter(({ symbol }) =>
          symbols.includes(symbol ?? ''),
        )
      : structures;
  }
}
