import { Injectable } from '@nestjs/common';
import { CacheService, OnFill } from 'nestjs-trading-cache';
import type { FillEvent, OrderUpdate, UpdateResult } from 'nestjs-trading-cache';

@Injectable()
export class Bot {
  /** What this process has seen traded. */
  readonly trades: string[] = [];

  constructor(private readonly cache: CacheService) {}

  /** Takes what the exchange's stream brings: late, twice, out of order. */
  feed(update: OrderUpdate): UpdateResult {
    return this.cache.applyUpdate(update);
  }

  /** Runs after the commit, once a fill. */
  @OnFill({ symbol: 'BTCUSDT' })
  onFill({ side, quantity, price }: FillEvent): void {
    this.trades.push(`${side} ${quantity} at ${price}`);
  }

  /** What is held. */
  held(): string {
    return this.cache.position('BTCUSDT')?.signedAmount ?? '0';
  }
}
