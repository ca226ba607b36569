import { deriveStored } from '../orders/join-order.js';
import { decodeOrder } from '../orders/order-codec.js';
import type { DecodedOrder } from '../orders/order-codec.js';
import type { Order } from '../orders/order.js';
import { orderView } from '../orders/order-view.js';
import { decodeHistory, decodeTombstone } from '../orders/retired-codec.js';
import { CacheKey } from '../stores/cache-key.js';

/** What a payload says, for those who read a dump. @throws if it is not what the type holds. */
export function readableRecord(type: CacheKey, key: string, payload: string): unknown {
  switch (type) {
    case CacheKey.ORDER:
      return readableOrder(decodeOrder(key, payload));
    case CacheKey.TOMBSTONE: {
      const { at, order } = decodeTombstone(key, payload);
      return { at, order: readableOrder(order) };
    }
    case CacheKey.HISTORY:
      return decodeHistory(payload);
    default:
      return JSON.parse(payload) as unknown;
  }
}

/** An order without its sealed runs of executions, which are records of their own, and without its market. */
function readableOrder(decoded: DecodedOrder): Order & { readonly sealedRuns?: number } {
  const record = deriveStored(decoded.complete([]), () => ({ kind: 'linear', snapshotBetween: () => null }));
  const view = orderView(record);
  return decoded.runs === 0 ? view : { ...view, sealedRuns: decoded.runs };
}
