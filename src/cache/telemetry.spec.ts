import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultStore } from '../../test/support/fault-store.js';
import { TestManagers } from '../../test/support/test-managers.js';
import { until } from '../../test/support/until.js';
import { T, update } from '../../test/support/updates.js';
import type { TelemetryMessages } from '../telemetry/channels.js';

type Name = keyof TelemetryMessages;

let store: FaultStore;
let stops: (() => void)[];
const managers = new TestManagers(() => ({ store }));

beforeEach(() => {
  store = new FaultStore();
  stops = [];
});

afterEach(async () => {
  await managers.closeAll();
  for (const stop of stops) stop();
});

/** What is published on a channel from now on. */
function heard<Of extends Name>(name: Of, event?: string): TelemetryMessages[Of][] {
  const channel = event === undefined ? name : `tracing:${name}:${event}`;
  const messages: TelemetryMessages[Of][] = [];
  const note = (message: unknown): void => void messages.push(message as TelemetryMessages[Of]);
  subscribe(channel, note);
  stops.push(() => unsubscribe(channel, note));
  return messages;
}

describe('the channel of updates', () => {
  it('has every kind and outcome, once each, with the result as its caller gets it', async () => {
    const messages = heard('nestjs-trading-cache:update');
    const cache = (await managers.opened()).cache();
    const trade = {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      orderId: '7',
      side: 'BUY',
      price: '100',
    } as const;
    const funding = { exchange: 'binance', symbol: 'BTCUSDT', kind: 'FUNDING', currency: 'USDT' } as const;
    const results = [
      cache.applyUpdate(update()),
      cache.applyUpdate(update()),
      cache.applyUpdate(update({ timestamp: T - 1 })),
      cache.applyUpdate(update({ amount: 'ten' })),
      cache.orderStatusUpdate(update({ id: '8' })),
      cache.orderStatusUpdate(update({ id: '9', side: 'UP' as never })),
      cache.applyTrade({ ...trade, tradeId: 't1', quantity: '1' }),
      cache.positionService.bustTrade({ exchange: 'binance', symbol: 'BTCUSDT', tradeId: 't1' }),
      cache.applyAdjustment({ ...funding, id: 'f', amount: '1' }),
      cache.applyAdjustment({ ...funding, id: 'f', amount: '1' }),
      cache.applyAdjustment({ ...funding, id: 'f', amount: 'x' }),
    ];
    expect(messages.map(({ result }) => result)).toEqual(results);
    expect(messages.map(({ kind, result: { outcome } }) => `${kind} ${outcome}`)).toEqual([
      'report applied',
      'report duplicate',
      'report stale',
      'report rejected',
      'report applied',
      'report rejected',
      'trade applied',
      'bust applied',
      'adjustment applied',
      'adjustment duplicate',
      'adjustment rejected',
    ]);
    expect(messages.every(({ scope }) => scope === cache.scope)).toBe(true);
  });

  it('has an update once that came while the store was away, though it is made again', async () => {
    store.isAway = true;
    const messages = heard('nestjs-trading-cache:update');
    const cache = (await managers.opened({ startup: 'degrade' })).cache();
    cache.applyUpdate(update());
    store.isAway = false;
    await until(() => cache.status().sequence > 0);
    expect(cache.ordersCount()).toBe(1);
    expect(messages).toHaveLength(1);
    cache.applyUpdate(update({ id: '8' }));
    expect(messages).toHaveLength(2);
  });
});

describe('the channels of commits', () => {
  it('have the beginning and the end of each attempt', async () => {
    const [starts, ends, errors] = ['start', 'asyncEnd', 'error'].map((event) =>
      heard('nestjs-trading-cache:commit', event),
    ) as [never, never, never];
    const cache = (await managers.opened()).cache();
    store.fail('away');
    cache.applyUpdate(update());
    await cache.flush();
    const attempt = { scope: cache.scope, sequence: 1, operations: 1, waitsMs: [expect.any(Number)] };
    expect(errors).toEqual([{ ...attempt, error: expect.objectContaining({ code: 'STORE_UNAVAILABLE' }) }]);
    expect(ends).toEqual([
      expect.objectContaining({ error: expect.anything() }),
      { ...attempt, result: { outcome: 'OK', survives: 'nothing' } },
    ]);
    expect(starts).toEqual(ends);
  });

  it('have none for asking a store whether it still has everything', async () => {
    const starts = heard('nestjs-trading-cache:commit', 'start');
    await managers.opened();
    await managers.ended();
    expect(store.batches).toHaveLength(1);
    expect(starts).toEqual([]);
  });
});

describe('the channels of loads', () => {
  it('have the beginning and the end of a load, and why it failed', async () => {
    const starts = heard('nestjs-trading-cache:load', 'start');
    const ends = heard('nestjs-trading-cache:load', 'asyncEnd');
    const cache = (await managers.opened()).cache();
    expect(ends).toMatchObject([{ scope: cache.scope }]);
    expect(ends[0]?.error).toBeUndefined();
    const other = managers.made({ userId: 'other' });
    const release = store.hold('load');
    const opened = other.startAll().catch((error: unknown) => error);
    await until(() => starts.length === 2);
    store.isAway = true;
    release();
    expect(await opened).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(ends.at(-1)).toMatchObject({ scope: { userId: 'other' }, error: await opened });
  });

  it('have the load of a scope that served while its store was away', async () => {
    store.isAway = true;
    const ends = heard('nestjs-trading-cache:load', 'asyncEnd');
    await managers.opened({ startup: 'degrade' });
    store.isAway = false;
    await until(() => ends.length > 0);
    expect(ends).toHaveLength(1);
  });
});

describe('the channel of heals', () => {
  it('has what a store lost that went back in time', async () => {
    const messages = heard('nestjs-trading-cache:heal');
    const cache = (await managers.opened()).cache();
    cache.applyUpdate(update());
    await cache.flush();
    const rollBack = store.snapshot();
    cache.applyUpdate(update({ id: '8' }));
    await cache.flush();
    rollBack();
    cache.applyUpdate(update({ id: '9' }));
    await cache.flush();
    expect(messages).toEqual([{ scope: cache.scope, sequence: 2, storedSequence: 1 }]);
  });
});

describe('the channel of conflicts', () => {
  it('has a wait for another holder once, however often it is looked at', async () => {
    const messages = heard('nestjs-trading-cache:conflict');
    await managers.opened();
    const standby = managers.made({ onConflict: 'standby' });
    void standby.startAll().catch(() => undefined);
    const looks: unknown[] = [];
    const acquire = store.acquire.bind(store);
    store.acquire = (...args) => (looks.push(args), acquire(...args));
    await until(() => looks.length > 2);
    expect(messages).toMatchObject([{ kind: 'held', error: { code: 'SCOPE_HELD' } }]);
    expect(messages[0]?.scope).toBe(standby.cache().scope);
  });

  it('has that another process took the scope over', async () => {
    const messages = heard('nestjs-trading-cache:conflict');
    const cache = (await managers.opened()).cache();
    store.fail({ outcome: 'FENCED', holder: 'process 9' });
    cache.applyUpdate(update());
    await until(() => cache.status().state === 'fenced');
    expect(messages).toMatchObject([{ scope: cache.scope, kind: 'fenced', error: { code: 'SCOPE_FENCED' } }]);
  });
});

describe('latencies', () => {
  it('are there without a subscriber', async () => {
    const cache = (await managers.opened()).cache();
    expect(cache.latencies().acknowledgement.count).toBe(0);
    cache.applyUpdate(update());
    cache.applyUpdate(update({ id: '8' }));
    await cache.flush();
    const { acknowledgement, commit } = cache.latencies();
    expect([acknowledgement.count, commit.count]).toEqual([2, 1]);
    expect(acknowledgement.p99Ms).toBeGreaterThanOrEqual(commit.p50Ms as number);
  });
});

describe('the age of the oldest change', () => {
  it('goes on where the store was away from the start', async () => {
    let now = 1_800_000_000_000;
    store.isAway = true;
    const cache = (
      await managers.opened({ startup: 'degrade', durability: 'interval', now: () => now })
    ).cache();
    cache.applyUpdate(update());
    now += 7_000;
    expect(cache.status()).toMatchObject({ dirty: 1, syncLagMs: 7_000 });
    store.isAway = false;
    await until(() => cache.failure === null);
    expect(cache.status()).toMatchObject({ dirty: 1, syncLagMs: 7_000 });
    await cache.flush();
    expect(cache.status()).toMatchObject({ dirty: 0, syncLagMs: 0 });
  });
});
