import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { TestManagers } from '../../test/support/test-managers.js';
import { T, traded, update } from '../../test/support/updates.js';
import type { CacheService } from './cache.service.js';
import { nextTurn } from '../state/next-turn.js';

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
  return (await managers.opened()).cache();
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

const NET = { exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET' } as const;
const later = {
  ...NET, orderId: '1', tradeId: '1', side: 'BUY', quantity: '1', price: '100', timestamp: T + 150,
} as const; // prettier-ignore
const late = traded('2', 'BUY', '1', '100', { timestamp: T + 50 });

/** One order that was settled after what the store goes back to. */
async function settledSince(): Promise<{
  readonly cache: CacheService;
  readonly goBack: () => Promise<void>;
}> {
  const cache = await serving();
  cache.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T + 100 }));
  await cache.flush();
  const rollBack = store.snapshot();
  now += HOUR + 1;
  await cache.tick();
  await cache.flush();
  const goBack = async (): Promise<void> => {
    rollBack();
    cache.applyUpdate(update({ id: 'new', timestamp: T + 200 }));
    await cache.flush();
  };
  return { cache, goBack };
}

async function restarted(): Promise<CacheService> {
  await managers.ended();
  return serving();
}

function amount(cache: CacheService): string | undefined {
  return cache.position('BTCUSDT')?.signedAmount;
}

describe('a store that went back, and was healed', () => {
  it('keeps a late fill that was not settled yet, over a close', async () => {
    const { cache, goBack } = await settledSince();
    cache.applyUpdate(late);
    await goBack();
    expect([amount(cache), amount(await restarted())]).toEqual(['2', '2']);
  });

  it('counts a fill once that got a later time, before the restart or after it', async () => {
    const { cache, goBack } = await settledSince();
    cache.applyTrade(later);
    await goBack();
    const again = await restarted();
    expect(amount(again)).toBe('1');
    again.applyTrade(later);
    expect(amount(again)).toBe('1');
  });

  it('counts a late order that is told first after the restart', async () => {
    const { goBack } = await settledSince();
    await goBack();
    const again = await restarted();
    again.applyUpdate(late);
    expect(amount(again)).toBe('2');
  });

  it('counts a fill once that got a later time, where the writer is killed before it says that all is healed', async () => {
    const { cache, goBack } = await settledSince();
    cache.applyTrade(later);
    await goBack();
    const killed = store.snapshot();
    await managers.ended();
    killed();
    expect(amount(await serving())).toBe('1');
  });

  it('counts funding once, where the writer is killed after the first batch', async () => {
    const cache = await serving();
    cache.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T }));
    await cache.flush();
    const rollBack = store.snapshot();
    const funding = { ...NET, kind: 'FUNDING', amount: '-1', currency: 'USDT' } as const;
    const pay = (to: CacheService): void => {
      for (let id = 0; id < 400; id++)
        to.applyAdjustment({ ...funding, id: `f${id}`, timestamp: T + 5 + id });
    };
    pay(cache);
    now += HOUR + 1;
    await cache.tick();
    await cache.flush();
    rollBack();
    const first = store.batches.length + 2;
    cache.setParameter('any', 1);
    const flushed = cache.flush();
    while (store.batches.length < first) await nextTurn();
    const killed = store.snapshot();
    await flushed;
    await managers.ended();
    killed();
    const again = await serving();
    pay(again);
    expect(again.position('BTCUSDT')?.adjustments).toEqual({ USDT: '-400' });
  });
});
