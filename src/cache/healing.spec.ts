import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { TestManagers } from '../../test/support/test-managers.js';
import { T, traded, update } from '../../test/support/updates.js';
import type { CacheService } from './cache.service.js';
import { nextTurn } from './next-turn.js';

const HOUR = 3_600_000;
const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];
const IN_SNAPSHOT = 200;
const SETTLED = 300;
const ALL = 340;

let now: number;
let store: FaultStore;
const managers = new TestManagers(() => ({ store, now: () => now }));

beforeEach(() => {
  now = 1_800_000_000_000;
  store = new FaultStore(() => now);
});

afterEach(() => managers.closeAll());

async function serving(): Promise<CacheService> {
  const manager = managers.made();
  await manager.startAll();
  return manager.cache();
}

/** Three fills have one time, so that what was settled ends among fills of one time too. */
function tell(cache: CacheService, from: number, to: number): void {
  for (let id = from; id < to; id++) {
    const timestamp = T + Math.floor(id / 3);
    for (const symbol of SYMBOLS)
      cache.applyUpdate(traded(`${symbol}${id}`, 'BUY', '1', '100', { symbol, timestamp }));
    if (id % 50 === 0) {
      const funding = { exchange: 'binance', symbol: 'BTCUSDT', kind: 'FUNDING', currency: 'USDT' } as const;
      cache.applyAdjustment({ ...funding, id: `f${id}`, amount: '1', timestamp });
    }
  }
}

/** Of each symbol: what is held, and the funding. */
function held(cache: CacheService): readonly (readonly [string, number, string])[] {
  return SYMBOLS.map((symbol) => {
    const position = cache.position(symbol);
    return [symbol, Number(position?.signedAmount), position?.adjustments['USDT'] ?? '0'];
  });
}

const EVERYTHING = [
  ['BTCUSDT', ALL, '7'],
  ['ETHUSDT', ALL, '0'],
];

/** Settles, goes back to before that, and takes down what the store has after so many batches of healing. @returns null once it was healed by then. */
async function killedAfter(batches: number): Promise<CacheService | null> {
  const cache = await serving();
  tell(cache, 0, IN_SNAPSHOT);
  await cache.flush();
  const rollBack = store.snapshot();
  tell(cache, IN_SNAPSHOT, SETTLED);
  await cache.flush();
  now += HOUR + 1;
  await cache.tick();
  tell(cache, SETTLED, ALL);
  await cache.flush();
  rollBack();
  // The first finds out.
  const last = store.batches.length + 1 + batches;
  cache.applyUpdate(update({ id: 'new' }));
  const healing = { isOver: false };
  void cache.flush().then(() => (healing.isOver = true));
  while (store.batches.length < last && !healing.isOver) await nextTurn();
  if (healing.isOver) return null;
  const killed = store.snapshot();
  await managers.ended();
  killed();
  return serving();
}

describe('a store that went back, and whose writer is killed while it heals it', () => {
  it('has an older state that is valid, and ends as it should when all is told again', async () => {
    let batches = 0;
    for (; ; batches += 2) {
      const cache = await killedAfter(batches);
      if (cache === null) break;
      for (const [, amount] of held(cache)) {
        expect(amount).toBeGreaterThanOrEqual(IN_SNAPSHOT);
        expect(amount).toBeLessThanOrEqual(ALL);
      }
      expect(await cache.verify()).toMatchObject({ ok: true });
      tell(cache, 0, ALL);
      expect(held(cache)).toEqual(EVERYTHING);
      await cache.flush();
      await cache.tick();
      await managers.ended();
      const again = await serving();
      expect(held(again)).toEqual(EVERYTHING);
      tell(again, 0, ALL);
      now += HOUR + 1;
      await again.tick();
      expect(held(again)).toEqual(EVERYTHING);
      expect(await again.verify()).toMatchObject({ ok: true });
      await managers.ended();
      store = new FaultStore(() => now);
    }
    expect(batches).toBeGreaterThan(3);
  }, 60_000);
});
