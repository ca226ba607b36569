import { beforeEach, describe, expect, it } from '@jest/globals';
import { liveThrough } from '../../test/support/leg-life.js';
import type { Moment } from '../../test/support/leg-life.js';
import { SettlingCache } from '../../test/support/settling-cache.js';
import { T, traded } from '../../test/support/updates.js';
import { HistoryTrimmedError } from '../ledger/ledger.errors.js';
import { Random } from '../testing/index.js';

const STEPS = 150;

let cache: SettlingCache;
let leg: string;
let moments: readonly Moment[];

beforeEach(() => {
  cache = new SettlingCache();
  // A third of it is settled an hour after the other.
  moments = liveThrough(cache, new Random(7), STEPS);
  cache.settle(100);
  cache.now += 3_600_000;
  cache.settle();
  leg = cache.account().key;
});

function fault(text: string): string {
  return text.replace('*', 'of the fill history of binance BTCUSDT NET');
}

describe('verifying the fill history of a leg', () => {
  it('finds nothing in what was settled, whole or on its way to the store', async () => {
    expect(await cache.verify()).toBeNull();
    cache.positions.applyUpdate(traded('x', 'BUY', '1', '100', { timestamp: T * 2 }));
    cache.commit();
    cache.beginSettling();
    expect(await cache.verify()).toBeNull();
    cache.commit();
    expect(await cache.verify()).toBeNull();
  });

  it.each([1, 2, 64, 149, 150])('names entry %i where it is missing', async (number) => {
    cache.history.remove(leg, number);
    expect(await cache.verify()).toBe(fault(`entry ${number} * is missing`));
  });

  it.each([1, 2, 64, 149])(
    'names the entry after %i, which was changed, or that one itself',
    async (number) => {
      cache.history.change(leg, number, (entry) => ({ ...entry, settledAt: entry.settledAt + 1 }));
      expect(await cache.verify()).toBe(fault(`entry ${number + 1} * does not follow on the one before it`));
    },
  );

  it('names the last entry where it is another than was settled', async () => {
    cache.history.change(leg, STEPS, (entry) => ({ ...entry, settledAt: entry.settledAt + 1 }));
    expect(await cache.verify()).toBe(fault(`entry ${STEPS} * is not the last that was settled`));
  });

  it('names an entry whose figures do not follow from the one before it', async () => {
    const number = 70;
    cache.history.change(leg, number, (entry) => ({ ...entry, quantity: entry.quantity + 1n, state: null }));
    expect(await cache.verify()).toBe(fault(`entry ${number} * does not add up`));
  });

  it('names the first of two that are out of place', async () => {
    cache.history.swap(leg, 40, 41);
    expect(await cache.verify()).toBe(fault('entry 40 * does not follow on the one before it'));
  });

  it('names the first of several faults', async () => {
    for (const number of [90, 20, 130]) cache.history.remove(leg, number);
    expect(await cache.verify()).toBe(fault('entry 20 * is missing'));
  });
});

describe('a fill history of which the beginning is dropped', () => {
  it('has an opening entry in its place that carries the position: it still verifies, and says what was then', async () => {
    const before = cache.positions.position('BTCUSDT');
    expect(await cache.trim(cache.now)).toBe(1);
    const { base } = cache.account();
    expect(base?.record).toMatchObject({ first: 100, count: STEPS });
    expect(cache.history.numbers(leg)).toEqual(Array.from({ length: 51 }, (_, at) => 100 + at));
    const [opening] = await cache.history.entries(leg, 100, 100);
    expect(opening?.entry.kind).toBe('opening');
    expect(await cache.verify()).toBeNull();
    expect(cache.positions.position('BTCUSDT')).toEqual(before);
    for (const { at, position } of moments.slice(99)) {
      const shown = await cache.positions.positionAt('BTCUSDT', at);
      expect(shown).toMatchObject({ signedAmount: position.signedAmount, entryPrice: position.entryPrice, realizedPnl: position.realizedPnl });
    }
  }); // prettier-ignore

  it('does not answer for what was before it', async () => {
    await cache.trim(cache.now);
    const [before, opening] = [moments[98], moments[99]];
    const asked = cache.positions.positionAt('BTCUSDT', before?.at ?? 0);
    await expect(asked).rejects.toThrow(HistoryTrimmedError);
    await expect(asked).rejects.toMatchObject({ code: 'HISTORY_TRIMMED', keptSince: opening?.at });
    await expect(cache.positions.positionAt('BTCUSDT', 0)).rejects.toThrow(HistoryTrimmedError);
  });

  it('lists the entries that are kept, and their fills', async () => {
    const fills = await cache.positions.fills();
    await cache.trim(cache.now);
    const kept = await cache.positions.fills();
    expect(kept).toEqual(fills.slice(-kept.length));
    const explained = await cache.positions.explain('BTCUSDT', {}, { limit: 1_000 });
    expect(explained?.entries).toHaveLength(50);
    expect(explained?.next).toBeNull();
  });

  it('names a missing entry behind it, and one that does not follow on it', async () => {
    await cache.trim(cache.now);
    cache.history.remove(leg, 101);
    expect(await cache.verify()).toBe(fault('entry 101 * is missing'));
  });

  it('goes on: what is settled later, and dropped later, follows on it', async () => {
    await cache.trim(cache.now);
    cache.positions.applyUpdate(traded('x', 'BUY', '1', '100', { timestamp: T * 2 }));
    cache.now += 1;
    cache.settle();
    expect(await cache.verify()).toBeNull();
    expect(await cache.trim(cache.now)).toBe(1);
    expect([cache.history.numbers(leg), await cache.verify()]).toEqual([[STEPS, STEPS + 1], null]);
  });

  it('keeps what is not too old, and what the store does not have yet', async () => {
    expect(await cache.trim(cache.now - 3_600_000)).toBe(0);
    cache.positions.applyUpdate(traded('x', 'BUY', '1', '100', { timestamp: T * 2 }));
    cache.commit();
    cache.beginSettling();
    expect(await cache.trim(cache.now + 1)).toBe(0);
  });
});
