import { beforeEach, describe, expect, it } from '@jest/globals';
import { KEPT, liveThrough } from '../../test/support/leg-life.js';
import type { Moment } from '../../test/support/leg-life.js';
import { SettlingCache } from '../../test/support/settling-cache.js';
import { fill, T, traded } from '../../test/support/updates.js';
import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { Fill } from '../ledger/fill.js';
import type { LedgerEntry } from '../ledger/ledger-entry.js';
import { Random } from '../testing/index.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SEEDS = [1, 2, 3];
const STEPS = 50;

let cache: SettlingCache;

beforeEach(() => {
  cache = new SettlingCache();
});

/** Each way in which a leg may be kept, with several lives. */
const KEPT_LIVES = KEPT.flatMap(([name, keep]) => SEEDS.map((seed) => [name, seed, keep] as const));

/** Lives a leg through, and keeps it in some way. */
function live(seed: number, keep: (typeof KEPT)[number][1]): readonly Moment[] {
  const random = new Random(seed);
  const moments = liveThrough(cache, random, STEPS);
  keep(cache, random);
  return moments;
}

/** All entries that `explain` gives, page by page, oldest first. */
async function allEntries(limit = 7): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page = await cache.positions.explain('BTCUSDT', {}, { after, limit });
    if (page === null) throw new Error('there is no position');
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    entries.push(...page.entries);
    after = page.next;
  }
  return entries.toReversed();
}

function sum(amounts: Iterable<string>): string {
  let total = 0n;
  for (const amount of amounts) total += toFixedPoint(amount);
  return fromFixedPoint(total);
}

function moved(entry: LedgerEntry): string {
  if (entry.kind === 'adoption') return '0';
  if (entry.kind !== 'fill') return entry.quantity;
  return entry.side === 'BUY' ? entry.quantity : `-${entry.quantity}`;
}

function profitOf(entry: LedgerEntry): string {
  return 'realizedPnl' in entry ? entry.realizedPnl : '0';
}

describe('explaining a position', () => {
  it.each(KEPT_LIVES)('adds up: base and entries are the position, each follows on the last, %s (%i)', async (_, seed, keep) => {
    const moments = live(seed, keep);
    const entries = await allEntries();
    expect(entries.map(({ timestamp }) => timestamp)).toEqual(moments.map(({ at }) => at));
    let held = '0';
    for (const entry of entries) {
      held = entry.kind === 'adoption' ? entry.signedAmount : sum([held, moved(entry)]);
      expect(entry.after.signedAmount).toBe(held);
    }
    const explained = await cache.positions.explain('BTCUSDT');
    const { position, base } = explained as NonNullable<typeof explained>;
    expect(position).toEqual(cache.positions.position('BTCUSDT'));
    expect(entries.at(-1)?.after).toEqual({
      signedAmount: position.signedAmount,
      entryPrice: position.entryPrice,
    });
    expect(sum(entries.map(profitOf))).toBe(position.realizedPnl);
    const lastSettled = entries.findLast(({ settled }) => settled);
    expect(base).toEqual(
      lastSettled === undefined
        ? { signedAmount: '0', entryPrice: '0', asOf: null }
        : { ...lastSettled.after, asOf: lastSettled.timestamp },
    );
  }); // prettier-ignore

  it('shows the newest entries first, a hundred unless more are asked for', async () => {
    for (let at = 1; at <= 130; at++)
      cache.positions.applyUpdate(traded(String(at), 'BUY', '1', '100', { timestamp: T + at }));
    const first = await cache.positions.explain('BTCUSDT');
    expect(first?.entries).toHaveLength(100);
    expect(first?.entries[0]).toMatchObject({ orderId: '130', after: { signedAmount: '130' } });
    const next = await cache.positions.explain('BTCUSDT', {}, { after: first?.next ?? '' });
    expect(next?.entries.map((entry) => ('orderId' in entry ? entry.orderId : null))).toEqual(
      Array.from({ length: 30 }, (_, at) => String(30 - at)),
    );
    expect(next?.next).toBeNull();
  });

  it('is null where there is no position, and refuses what is no place in a ledger', async () => {
    expect(await cache.positions.explain('BTCUSDT')).toBeNull();
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100'));
    await expect(cache.positions.explain('BTCUSDT', {}, { after: 'x' })).rejects.toMatchObject({
      field: 'after',
    });
  });

  it('says what nothing told of a fill', async () => {
    cache.positions.applyUpdate(fill('1', '1', '100', { average: '100.00', fee: '0', feeCurrency: 'USDT' }));
    cache.positions.applyUpdate(fill('4', '1', '130', { average: '115.00', timestamp: T + 1 }));
    expect((await allEntries()).map((entry) => (entry.kind === 'fill' ? [entry.inferred, entry.feesKnown] : []))).toEqual([
      [false, true],
      [false, false],
      [true, false],
    ]);
  }); // prettier-ignore
});

describe('a position as of a time', () => {
  it.each(KEPT_LIVES)('at every entry is what it was then, and between two what it was after the first, %s (%i)', async (_, seed, keep) => {
    const moments = live(seed, keep);
    for (const [index, { at, position }] of moments.entries()) {
      const shown = { ...position, unrealizedPnl: position.side === 'FLAT' ? '0' : null };
      expect(await cache.positions.positionAt('BTCUSDT', at)).toEqual(shown);
      const until = moments[index + 1]?.at ?? at + HOUR;
      expect(await cache.positions.positionAt('BTCUSDT', until - 1)).toEqual(shown);
    }
    expect(await cache.positions.positionAt('BTCUSDT', (moments[0]?.at ?? 0) - 1)).toBeNull();
  }); // prettier-ignore

  it('has a late fill from its own time on', async () => {
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { timestamp: T }));
    cache.positions.applyUpdate(traded('3', 'SELL', '1', '130', { timestamp: T + 30 }));
    cache.positions.applyUpdate(traded('2', 'BUY', '1', '120', { timestamp: T + 20 }));
    const at = await Promise.all(
      [T + 19, T + 20, T + 30].map((time) => cache.positions.positionAt('BTCUSDT', time)),
    );
    expect(at.map((each) => [each?.signedAmount, each?.entryPrice, each?.realizedPnl])).toEqual([
      ['1', '100', '0'],
      ['2', '110', '0'],
      ['1', '110', '20'],
    ]);
  });

  it.each([-1, 1.5, NaN])('%d is no time', async (time) => {
    await expect(cache.positions.positionAt('BTCUSDT', time)).rejects.toMatchObject({ field: 'time' });
  });

  it('is null where there never was a position', async () => {
    expect(await cache.positions.positionAt('BTCUSDT', T)).toBeNull();
  });
});

describe('profits by hours and days', () => {
  it.each(KEPT_LIVES)('add up to the realized profit, fees and funding of the position, exactly, %s (%i)', async (_, seed, keep) => {
    const moments = live(seed, keep);
    const last = moments.at(-1) as Moment;
    const { realizedPnl, fees, adjustments } = last.position;
    for (const [bucket, span] of [['hour', HOUR], ['day', DAY]] as const) {
      const from = Math.floor(T / span) * span;
      const profits = await cache.positions.pnl({ from, to: last.at + 1, bucket });
      expect(sum(profits.map((each) => each.realizedPnl))).toBe(realizedPnl);
      for (const currency of ['USDT', 'BNB']) {
        const its = profits.filter((each) => each.currency === currency);
        expect(sum(its.map((each) => each.fees))).toBe(fees[currency] ?? '0');
        expect(sum(its.map((each) => each.funding))).toBe(adjustments[currency] ?? '0');
      }
      for (const each of profits) {
        expect([each.from % span, each.to]).toEqual([0, Math.min(each.from + span, last.at + 1)]);
        expect(sum([each.netPnl, each.fees])).toBe(sum([each.realizedPnl, each.funding]));
      }
      const fills = await cache.positions.fills();
      expect(profits.reduce((count, each) => count + each.fills, 0)).toBe(fills.length);
    }
  }); // prettier-ignore

  it('are those of the span that was asked for, and of the symbol', async () => {
    const day = Math.floor(T / DAY) * DAY;
    for (const [index, symbol] of ['BTCUSDT', 'ETHUSDT'].entries()) {
      cache.positions.applyUpdate(traded('1', 'BUY', '2', '100', atOf(day + HOUR, symbol)));
      cache.positions.applyUpdate(traded('2', 'SELL', '1', `11${index}`, atOf(day + 2 * HOUR, symbol)));
      cache.positions.applyUpdate(traded('3', 'SELL', '1', '120', atOf(day + DAY, symbol)));
    }
    const ofFirstDay = await cache.positions.pnl({ from: day, to: day + DAY, bucket: 'day' });
    expect(ofFirstDay).toMatchObject([
      { from: day, to: day + DAY, currency: 'USDT', realizedPnl: '21', fills: 4 },
    ]);
    const own = await cache.positions.pnl({
      from: day,
      to: day + 2 * DAY,
      bucket: 'hour',
      symbol: 'ETHUSDT',
    });
    expect(own.map(({ from, realizedPnl }) => [from - day, realizedPnl])).toEqual([
      [HOUR, '0'],
      [2 * HOUR, '11'],
      [DAY, '20'],
    ]);
  });

  it('are cut where the span that was asked for begins and ends', async () => {
    const day = Math.floor(T / DAY) * DAY;
    for (const [index, hour] of [1, 2, 30].entries())
      cache.positions.applyUpdate(traded(String(index), 'BUY', '1', '100', { timestamp: day + hour * HOUR }));
    const profits = await cache.positions.pnl({ from: day + 2 * HOUR, to: day + 31 * HOUR, bucket: 'day' });
    expect(profits.map(({ from, to, fills }) => [from - day, to - day, fills])).toEqual([
      [2 * HOUR, DAY, 1],
      [DAY, 31 * HOUR, 1],
    ]);
  });

  it('have funding, and no other adjustment, as funding', async () => {
    const leg = { exchange: 'binance', symbol: 'BTCUSDT', currency: 'USDT', timestamp: T };
    cache.positions.applyAdjustment({ ...leg, id: 'f', kind: 'FUNDING', amount: '-0.5' });
    cache.positions.applyAdjustment({ ...leg, id: 'c', kind: 'CORRECTION', amount: '100' });
    const profits = await cache.positions.pnl({ from: T, to: T + 1, bucket: 'hour' });
    expect(profits).toMatchObject([{ currency: 'USDT', funding: '-0.5', netPnl: '-0.5' }]);
  });

  it('are in an unknown currency where neither an instrument nor the symbol tells it', async () => {
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { symbol: 'XYZ' }));
    const profits = await cache.positions.pnl({ from: T, to: T + 1, bucket: 'hour' });
    expect(profits).toMatchObject([{ currency: 'unknown', fills: 1 }]);
  });

  it.each([
    ['bucket', { from: 0, to: 1, bucket: 'week' }],
    ['from', { from: -1, to: 1, bucket: 'day' }],
    ['to', { from: 5, to: 5, bucket: 'day' }],
    ['to', { from: 0, to: T, bucket: 'hour' }],
  ])('of a span whose %s is wrong are refused by name: %j', async (field, query) => {
    await expect(cache.positions.pnl(query as never)).rejects.toMatchObject({ field });
  });
});

describe('fills', () => {
  it.each(KEPT_LIVES)('come each once through the pages, oldest first, %s (%i)', async (_, seed, keep) => {
    const moments = live(seed, keep);
    const all = await cache.positions.fills();
    expect(all.every((each, index) => index === 0 || each.timestamp >= (all[index - 1] as Fill).timestamp)).toBe(true);
    const entries = (await allEntries()).filter(({ kind }) => kind === 'fill');
    expect(entries.map(({ kind: _kind, ...each }) => each)).toEqual(all);
    for (const limit of [1, 4, 1_000]) expect(await pages(limit)).toEqual(all);
    const [from, to] = [moments[10]?.at ?? 0, moments[30]?.at ?? 0];
    const within = all.filter(({ timestamp }) => timestamp >= from && timestamp < to);
    expect(await cache.positions.fills({ from, to })).toEqual(within);
    expect(await cache.positions.fills({ orderId: within[0]?.orderId as string })).toEqual([within[0]]);
  }); // prettier-ignore

  it('of one millisecond, and of several legs, come each once through pages of one', async () => {
    const symbols = ['BTCUSDT', 'ETHUSDT'];
    for (let at = 0; at < 30; at++) {
      const fields = { symbol: symbols[at % 2] as string, timestamp: T + Math.floor(at / 10) };
      cache.positions.applyUpdate(traded(String(at), 'BUY', '1', '100', fields));
    }
    cache.settle(7);
    expect(await pages(1)).toEqual(await cache.positions.fills());
    expect(await pages(7)).toHaveLength(30);
  });

  it('that are the same in all that can be seen come each once too', async () => {
    const { exchange, symbol } = { exchange: 'binance', symbol: 'BTCUSDT' };
    const sameSize = { exchange, symbol, tradeId: null, timestamp: T };
    cache.positions.applyUpdate(fill('1', '1', '100', sameSize));
    cache.positions.applyUpdate(fill('2', '1', '100', sameSize));
    cache.positions.applyUpdate(fill('3', '1', '100', sameSize));
    expect(await cache.positions.fills()).toHaveLength(3);
    expect(await pages(1)).toHaveLength(3);
  });

  it('that are settled between two pages are neither missed nor told twice', async () => {
    live(3, () => undefined);
    const all = await cache.positions.fills();
    const found: Fill[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = await cache.positions.fillsPage({}, after, 5);
      found.push(...page.fills);
      after = page.next;
      cache.settle(4);
    }
    expect(found.map(unsettled)).toEqual(all.map(unsettled));
  });

  it('are the same while they are settled under a reader', async () => {
    live(4, () => undefined);
    const all = await cache.positions.fills();
    cache.settle(10);
    const reading = cache.positions.fills();
    cache.settle(20);
    expect((await reading).map(unsettled)).toEqual(all.map(unsettled));
  });

  it('by a place that is none are refused', async () => {
    await expect(cache.positions.fillsPage({}, 'x', 5)).rejects.toMatchObject({ field: 'after' });
  });

  it('say what they did to their position', async () => {
    cache.positions.applyUpdate(traded('1', 'BUY', '1', '100', { fee: '0.1', feeCurrency: 'USDT', liquidity: 'MAKER' }));
    cache.positions.applyUpdate(traded('2', 'SELL', '3', '110', { timestamp: T + 1, clientOrderId: 'c' }));
    expect(await cache.positions.fills()).toEqual([
      {
        exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET', side: 'BUY', orderId: '1', clientOrderId: null, tradeId: '1',
        quantity: '1', price: '100', fees: { USDT: '0.1' }, feesKnown: true, liquidity: 'MAKER', inferred: false, estimated: false,
        timestamp: T, realizedPnl: '0', after: { signedAmount: '1', entryPrice: '100' }, settled: false,
      },
      {
        exchange: 'binance', symbol: 'BTCUSDT', positionSide: 'NET', side: 'SELL', orderId: '2', clientOrderId: 'c', tradeId: '2',
        quantity: '3', price: '110', fees: {}, feesKnown: false, liquidity: null, inferred: false, estimated: false,
        timestamp: T + 1, realizedPnl: '10', after: { signedAmount: '-2', entryPrice: '110' }, settled: false,
      },
    ]);
  }); // prettier-ignore
});

async function pages(limit: number): Promise<Fill[]> {
  const found: Fill[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page = await cache.positions.fillsPage({}, after, limit);
    expect(page.fills.length).toBeLessThanOrEqual(limit);
    found.push(...page.fills);
    after = page.next;
  }
  return found;
}

function atOf(timestamp: number, symbol: string) {
  return { timestamp, symbol };
}

function unsettled(each: Fill): Fill {
  return { ...each, settled: false };
}
