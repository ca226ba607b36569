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

/** Entries that are asked for at once: each is a round trip to the store. */
const AT_ONCE = 200;

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

  async *all(): AsyncIterable<readonly OrderRecord[]> {
    for await (const slice of this.store().history()) {
      yield slice.map(({ key, value }) => this.open(key, value));
    }
  }

  private async read(index: string, filter: OrderFilter): Promise<OrderRecord[]> {
    const store = this.store();
    const keys = await store.historyKeys(index);
    const records: OrderRecord[] = [];
    for (let start = 0; start < keys.length; start += AT_ONCE) {
      const some = keys.slice(start, start + AT_ONCE);
      const values = await Promise.all(some.map((key) => store.readHistory(key)));
      for (const [at, sealed] of values.entries()) {
        // An entry may have gone since its key was read: it is too old by now.
        if (sealed === null) continue;
        const order = this.open(some[at] as string, sealed);
        if (matchesFilter(order, filter)) records.push(order);
      }
    }
    return records;
  }

  private open(key: string, sealed: string): OrderRecord {
    return readRecord(CacheKey.HISTORY, key, sealed, this.codecs, (payload) => decodeRetired(key, payload))
      .order;
  }
}
