import { describe, expect, it } from '@jest/globals';
import * as root from '../../src/index.js';
import { RedisCache } from '../../src/redis.js';
import { cellsOf, pageAt } from './pages.js';

/** The names that the page has in its column on this package, in backticks. */
const ROWS = pageAt('docs/migration.md')
  .prose.map(cellsOf)
  .filter((cells) => cells.length === 2 && !cells[0]?.startsWith('-'));
const NAMED = ROWS.flatMap(([, here = '']) =>
  Array.from(here.matchAll(/`(\w+)\(/g), ([, name]) => name ?? ''),
);

/** Every method of the origin, as the design of this package lists them. */
const ORIGIN = [
  'start', 'close', 'order_initialized', 'order_status_update', 'get_order', 'get_symbol_orders', 'get_open_orders', 'apply_position',
  'get_position', 'set_market_data', 'get_market_data', 'RedisCache', 'CacheKey', 'CacheManager', 'sync_interval', 'expire_time',
]; // prettier-ignore

describe('docs/migration.md', () => {
  it.each(ORIGIN)('has %s of the origin', (name) => {
    expect(ROWS.map(([origin]) => origin).join('\n')).toMatch(new RegExp(`\`${name}\\b`));
  });

  it.each([...new Set(NAMED)])('names a method that there is: %s', (name) => {
    expect([root.CacheService.prototype, RedisCache.prototype].some((each) => name in each)).toBe(true);
  });

  it('names classes that there are', () => {
    for (const name of ['CacheKey', 'CacheManager', 'TradingCacheModule']) expect(root).toHaveProperty(name);
  });
});
