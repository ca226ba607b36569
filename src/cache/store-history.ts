import type { OrderFilter, OrderLocator } from '../orders/order-filter.js';
import { matchesFilter } from '../orders/order-filter.js';
import type { OrderHistory } from '../orders/order-history.js';
import type { OrderRecord } from '../orders/order-record.js';
import { CacheKey } from '../stores/cache-key.js';
import { NO_CODECS } from '../stores/record-codec.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { readRecord } from '../stores/record-seal.js';
import type { ScopeStore } from '../stores/state-store.js';
import { idIndex, symbolIndex } from './history-index.js';
import { decodeRetired } from './retired-codec.js';

/** The order history of a scope, read from its store. */
export class StoreHistory implements OrderHistory {
  constructor(
    private readonly store: () => ScopeStore,
    private readonly codecs: RecordCodecs = NO_CODECS,
  ) {}

  async find(id: string, place: OrderLocator): Promise<readonly OrderRecord[]> {
    const records = await this.read(idIndex(id), place);
    // An order's own id is stronger than another order's client id of the same text.
    const withId = records.filter((record) => record.id === id);
    return withId.length > 0 ? withId : records.slice(-1);
  }

  ofSymbol(symbol: string): Promise<readonly OrderRecord[]> {
    return this.read(symbolIndex(symbol), {});
  }

  private async read(index: string, filter: OrderFilter): Promise<OrderRecord[]> {
    const store = this.store();
    const records: OrderRecord[] = [];
    for (const key of await store.historyKeys(index)) {
      const sealed = await store.readHistory(key);
      if (sealed === null) continue;
      const { order } = readRecord(CacheKey.HISTORY, key, sealed, this.codecs, (payload) =>
        decodeRetired(key, payload),
      );
      if (matchesFilter(order, filter)) records.push(order);
    }
    return records;
  }
}
