import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Order } from '../../../src/orders/order.js';
import type { Position } from '../../../src/positions/position.js';
import { NumberedUpdates } from '../children/numbered-updates.js';
import type { CacheService } from '../../../src/cache/cache.service.js';
import { CacheManager } from '../../../src/cache/cache.manager.js';
import { resolveOptions } from '../../../src/cache/resolve-options.js';
import { ExpectedBook } from './expected-book.js';
import { foundState } from './found-state.js';
import type { FoundState } from './found-state.js';
import { loadConfig } from './load-settings.js';
import { verdictOn } from './verdict.js';
import type { Verdict } from './verdict.js';

const { stream } = loadConfig('memory:', 'a', { seed: 1 });
const SENT = 500;

let manager: CacheManager;
let cache: CacheService;

beforeEach(async () => {
  manager = new CacheManager(resolveOptions({ store: 'memory:' }));
  await manager.startAll();
  cache = manager.cache();
});

afterEach(() => manager.closeAll());

/** What a cache has after updates. */
async function stateAfter(last: number): Promise<FoundState> {
  const updates = new NumberedUpdates(stream);
  while (updates.number < last) cache.applyUpdate(updates.next());
  return foundState(cache, stream.exchange);
}

function judged(found: FoundState, acknowledged = SENT): Verdict {
  return verdictOn(found, new ExpectedBook(stream), { acknowledged, sent: SENT });
}

/** With one record taken for another. */
function changed<T>(
  records: ReadonlyMap<string, T>,
  isIt: (record: T) => boolean,
  change: Partial<T>,
): Map<string, T> {
  const [key, record] = [...records].find(([, each]) => isIt(each)) as [string, T];
  return new Map([...records, [key, { ...record, ...change }]]);
}

describe('verdictOn', () => {
  it('finds nothing where everything that was sent is there', async () => {
    expect(judged(await stateAfter(SENT))).toEqual({ lost: 0, miscounted: 0, faults: [] });
  });

  it('counts every acknowledged update that is not there as lost', async () => {
    const found = await stateAfter(SENT - 40);
    expect(judged(found)).toEqual({ lost: 40, miscounted: 0, faults: [] });
    expect(judged(found, SENT - 39)).toMatchObject({ lost: 1 });
    expect(judged(found, SENT - 40)).toMatchObject({ lost: 0 });
  });

  it('counts everything as lost where nothing is there', async () => {
    expect(judged(await stateAfter(0))).toMatchObject({ lost: SENT, miscounted: 0 });
  });

  it.each<[string, Partial<Position>]>([
    ['amount', { signedAmount: '1' }],
    ['fees', { fees: { USDT: '1' } }],
    ['profit', { realizedPnl: '1' }],
  ])('finds a position whose %s is not what its fills add up to', async (_, change) => {
    const found = await stateAfter(SENT);
    const positions = changed(found.positions, () => true, change);
    expect(judged({ ...found, positions })).toMatchObject({ miscounted: 1 });
  });

  it.each<[string, Partial<Order>]>([
    ['filled further than the position counts', { filled: '0.001' }],
    ['in a state that no update gave it', { status: 'REJECTED' }],
  ])('finds an order %s', async (_, change) => {
    const found = await stateAfter(SENT);
    const orders = changed(found.orders, ({ status }) => status === 'ACCEPTED', change);
    expect(judged({ ...found, orders })).toMatchObject({ miscounted: 1 });
  });

  it('finds an order that was never sent', async () => {
    const found = await stateAfter(SENT);
    const orders = new Map([...found.orders, ['x', [...found.orders.values()][0] as Order]]);
    expect(judged({ ...found, orders })).toMatchObject({ miscounted: 1, faults: ['order x was never sent'] });
  });

  it('finds an open order that queries do not tell of', async () => {
    const found = await stateAfter(SENT);
    const toldOpen = new Set([...found.toldOpen].slice(1));
    expect(judged({ ...found, toldOpen }).faults).toHaveLength(1);
  });
});
