import { Injectable } from '@nestjs/common';
import { CacheService, InjectPositions, PositionService } from 'nestjs-trading-cache';
import type { OrderUpdate, Position } from 'nestjs-trading-cache';

/** What a strategy and its hedge hold together, kept up to date by the updates of both. */
@Injectable()
export class ExposureService {
  constructor(
    private readonly cache: CacheService,
    @InjectPositions('hedge') private readonly hedge: PositionService,
  ) {}

  /** An update of one of the strategy's own orders. */
  onUpdate(update: OrderUpdate): void {
    const { outcome, field, reason } = this.cache.applyUpdate(update);
    if (outcome === 'rejected') throw new Error(`The feed sends nonsense: ${field} ${reason}`);
  }

  /** An update of an order that hedges. */
  onHedgeUpdate(update: OrderUpdate): void {
    this.hedge.applyUpdate(update);
  }

  /** Everything that is open, the strategy's first. */
  open(): readonly Position[] {
    return [...this.cache.positionsOpen(), ...this.hedge.positionsOpen()];
  }
}
