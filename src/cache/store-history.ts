import type { Order } from '../orders/order.js';
import type { OrderFilter, OrderLocator } from '../orders/order-filter.js';
import { matchesFilter } from '../orders/order-filter.js';
import type { OrderHistory } from '../orders/order-history.js';
import { decodeHistory } from '../orders/retired-codec.js';
import type { FillHistory, NumberedEntry } from '../positions/fill-history.js';
import { decodeHistoryEntry, nameOfEntry } from '../positions/history-entry.js';
import { CacheKey } from '../stores/cache-key.js';
import { fillKey } from '../stores/fill-key.js';
import { NO_CODECS } from '../stores/record-codec.js';
import type { RecordCodecs } from '../stores/record-codec.js';
import { readRecord } from '../stores/record-seal.js';
import type { ScopeStore } from '../stores/state-store.js';
import { idIndex, symbolIndex } from './history-index.js';

/** Entries that are asked for at once: each is a round trip to the store. */
const AT_ONCE = 200;

/** The orders and the fills of a scope that left memory, read from its store. */
export class StoreHistory implements OrderHistory, FillHistory {
  constructor(
    private readonly store: () => ScopeStore,
    private readonly codecs: RecordCodecs = NO_CODECS,
  ) {}

  async find(id: string, place: OrderLocator): Promise<readonly Order[]> {
    const orders = await this.read(idIndex(id), place);
    // An order's own id is stronger than another order's client id of the same text.
    const withId = orders.filter((order) => order.id === id);
    return withId.length > 0 ? withId : orders.slice(-1);
  }

  ofSymbol(symbol: string): Promise<readonly Order[]> {
    return this.read(symbolIndex(symbol), {});
  }

  async *all(): AsyncIterable<readonly Order[]> {
    for await (const slice of this.store().history()) {
      yield slice.map(({ key, value }) => this.open(key, value));
    }
  }

  async entries(leg: string, first: number, last: number): Promise<readonly NumberedEntry[]> {
    const stored = await this.store().fills(leg, first, last);
    return stored.map(({ number, value }) =>
      readRecord(CacheKey.FILL, fillKey(leg, number), value, this.codecs, (payload) => {
        const entry = decodeHistoryEntry(payload);
        return { number, entry, hash: nameOfEntry(entry, payload) };
      }),
    );
  }

  private async read(index: string, filter: OrderFilter): Promise<Order[]> {
    const store = this.store();
    const keys = await store.historyKeys(index);
    const orders: Order[] = [];
    for (let start = 0; start < keys.length; start += AT_ONCE) {
      const some = keys.slice(start, start + AT_ONCE);
      const values = await Promise.all(some.map((key) => store.readHistory(key)));
      for (const [at, sealed] of values.entries()) {
        // An entry may have gone since its key was read: it is too old by now.
        if (sealed === null) continue;
        const order = this.open(some[at] as string, sealed);
        if (matchesFilter(order, filter)) orders.push(order);
      }
    }
    return orders;
  }

  private open(key: string, sealed: string): Order {
    return readRecord(CacheKey.HISTORY, key, sealed, this.codecs, decodeHistory).order;
  }
}
