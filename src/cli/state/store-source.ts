import { CacheManager } from '../../cache/cache.manager.js';
import type { CacheService } from '../../cache/cache.service.js';
import { resolveOptions } from '../../cache/resolve-options.js';
import { copyScope } from '../../inspect/copy-scope.js';
import type { Fill } from '../../ledger/fill.js';
import type { FillFilter, PnlBucket } from '../../ledger/ledger-entry.js';
import type { OrderState } from '../../orders/order-page.js';
import type { Order } from '../../orders/order.js';
import type { PnlQuery } from '../../positions/ledger-queries.js';
import type { PositionFilter } from '../../positions/position-filter.js';
import type { Position } from '../../positions/position.js';
import { MemoryStateStore } from '../../stores/memory/memory.state-store.js';
import { RecordCodecs } from '../../stores/record-codec.js';
import type { RecordCodec } from '../../stores/record-codec.js';
import type { ScopeId } from '../../stores/scope-id.js';
import { openViewedStore } from '../../stores/store-url.js';
import { chosenScope } from './chosen-scope.js';
import { PAGE } from './state-source.js';
import type { StateSource } from './state-source.js';

/** How the records of a store were written. */
export interface HowWritten {
  /** What they may have been written with. */
  readonly codecs: readonly RecordCodec[];
  /** What stands before all keys in a Redis. */
  readonly keyPrefix: string;
}

/**
 * A scope of a store. It is copied into memory and opened there, so that every question has the answer that an app would give, and the
 * store is only read.
 */
export class StoreSource implements StateSource {
  private constructor(
    private readonly manager: CacheManager,
    private readonly cache: CacheService,
  ) {}

  /** @param scope null for the only one that the store has. @throws {StateUsageError} if it has several, or not this one. */
  static async open(
    url: string,
    scope: ScopeId | null,
    { codecs, keyPrefix }: HowWritten,
  ): Promise<StoreSource> {
    const viewed = await openViewedStore(url, keyPrefix);
    try {
      const views = await viewed.scopes();
      const chosen = chosenScope(
        scope,
        views.map((view) => view.scope),
        'this store',
      );
      const store = await copyScope(
        viewed,
        chosen,
        () => new MemoryStateStore(Date.now),
        new RecordCodecs(codecs),
      );
      const options = resolveOptions({ ...chosen, store, startup: 'require', codec: codecs });
      const manager = new CacheManager(options);
      await manager.startAll();
      return new StoreSource(manager, manager.cache());
    } finally {
      await viewed.close();
    }
  }

  positions(filter: PositionFilter): Promise<readonly Position[]> {
    return Promise.resolve(this.cache.positions(filter));
  }

  async *orders(filter: PositionFilter, state: OrderState): AsyncGenerator<readonly Order[]> {
    let after: string | null = '';
    while (after !== null) {
      const page: { readonly orders: readonly Order[]; readonly next: string | null } =
        await this.cache.orderService.ordersPageWithHistory(
          { ...filter, includeCanceling: true },
          state,
          after,
          PAGE,
        );
      yield page.orders;
      after = page.next;
    }
  }

  async *fills(filter: FillFilter): AsyncGenerator<readonly Fill[]> {
    yield await this.cache.fills(filter);
  }

  pnl(query: PnlQuery): Promise<readonly PnlBucket[]> {
    return this.cache.pnl(query);
  }

  async close(): Promise<void> {
    await this.manager.closeAll();
  }
}
