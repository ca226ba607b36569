import { CacheKey } from '../../stores/cache-key.js';
import type { MarketDataKind } from '../market-data.js';

/** What a symbol's plain value is kept as, beside its typed ones. */
const PLAIN = 'json';

/**
 * The Redis key of a value: `trading-cache:market-data:{<symbol>}:<kind>:<interval>`. What a symbol is called cannot move its hash tag, nor lead to
 * another key: it is percent-encoded. Symbols are spread over a Cluster; no scope has keys that begin like this.
 */
export function marketDataKey(symbol: string, kind: MarketDataKind | null, interval: string = ''): string {
  const place = `trading-cache:${CacheKey.MARKET_DATA}:{${encodeURIComponent(symbol)}}`;
  return kind === null ? `${place}:${PLAIN}` : `${place}:${kind}:${encodeURIComponent(interval)}`;
}
