import { decodeRetired } from '../cache/retired-codec.js';
import { exactText, SCALE } from '../decimal/fixed-point.js';
import { decodeOrder } from '../orders/order-codec.js';
import { orderView } from '../orders/order-view.js';
import { decodePosition } from '../positions/position-codec.js';
import { positionView } from '../positions/position-view.js';
import { decodeWatermark } from '../positions/watermark-codec.js';
import { CacheKey } from '../stores/cache-key.js';

/** What a payload says, for whoever reads a dump. @throws if it is not what the type holds. */
export function readableRecord(type: CacheKey, key: string, payload: string): unknown {
  switch (type) {
    case CacheKey.ORDER:
      return orderView(decodeOrder(key, payload));
    case CacheKey.TOMBSTONE:
    case CacheKey.HISTORY: {
      const { at, order } = decodeRetired(key, payload);
      return { at, order: orderView(order) };
    }
    case CacheKey.POSITION:
      return positionView(decodePosition(payload), null, null);
    case CacheKey.WATERMARK: {
      const { side, quantity, trades } = decodeWatermark(key, payload);
      return { side, counted: exactText(quantity, SCALE), trades: trades?.ids ?? [] };
    }
    default:
      return JSON.parse(payload) as unknown;
  }
}
