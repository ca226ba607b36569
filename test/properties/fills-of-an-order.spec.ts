import { describe, expect, it } from '@jest/globals';
import { operationsFor } from '../../src/cache/record-operations.js';
import { loadRecords } from '../../src/cache/scope-loader.js';
import type { OrderUpdate } from '../../src/index.js';
import type { PositionRecord } from '../../src/positions/position-record.js';
import { CacheKey } from '../../src/stores/cache-key.js';
import type { StoredRecord } from '../../src/stores/state-store.js';
import { Random } from '../../src/testing/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { TestCache } from '../support/test-cache.js';
import { T } from '../support/updates.js';
import { MARKET, MODES } from './accounting-modes.js';
import type { Kind, Leg } from './accounting-oracle.js';
import { checkSeeds } from './check-seeds.js';

/** Digits that a cost of an inverse contract has beyond money. */
const EXCESS = 10n ** 36n;

/** What is told of one order, each of its fills by name, and now and then all of them so far without one. */
function messagesOf(random: Random, id: string, kind: Kind, positionSide: Leg): readonly OrderUpdate[] {
  const digits = random.integer(2, 8);
  const { exchange, symbol } = MARKET;
  const named = { exchange, symbol, id, side: random.pick(['BUY', 'SELL'] as const), positionSide };
  const hasAverage = random.chance(80);
  const messages: OrderUpdate[] = [];
  let [filled, cost] = [Rational.ZERO, Rational.ZERO];
  const fills = random.integer(1, 6);
  for (let at = 1; at <= fills; at++) {
    const lastFilled = random.pick(['1', '2', '0.5', '0.037', '3']);
    const lastFilledPrice = `${random.integer(1, 120)}.${random.integer(10, 99)}`;
    const [size, price] = [Rational.of(lastFilled), Rational.of(lastFilledPrice)];
    filled = filled.plus(size);
    cost = cost.plus(kind === 'inverse' ? size.over(price) : size.times(price));
    const mean = kind === 'inverse' ? filled.over(cost) : cost.over(filled);
    const message: OrderUpdate = {
      ...named,
      status: at === fills ? 'FILLED' : 'PARTIALLY_FILLED',
      type: 'LIMIT',
      price: '50',
      amount: '100',
      filled: filled.toDecimal(),
      average: hasAverage ? rounded(mean, digits) : null,
      timestamp: T + at,
    };
    const feeCurrency = kind === 'spot' && random.chance(20) ? 'BASE' : 'QUOTE';
    const fee = { fee: `0.0${random.integer(1, 9)}`, feeCurrency };
    messages.push({ ...message, lastFilled, lastFilledPrice, tradeId: `${id}-${at}`, ...fee });
    if (random.chance(30)) messages.push({ ...message, timestamp: T + at + 1 });
  }
  return messages;
}

/** With so many fraction digits, zeros written out, as exchanges do. */
function rounded(value: Rational, digits: number): string {
  const [integer = '0', fraction = ''] = value.toDecimal().split('.');
  return `${integer}.${fraction.padEnd(digits, '0').slice(0, digits)}`;
}

function ordersOf(random: Random, kind: Kind, legs: readonly Leg[]): (readonly OrderUpdate[])[] {
  return Array.from({ length: random.integer(1, 3) }, (_, at) =>
    messagesOf(random, String(at + 1), kind, random.pick(legs)),
  );
}

function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.integer(0, left.length - 1), 1));
}

/** Some of the messages twice, the second time anywhere. */
function withRepeats(messages: readonly OrderUpdate[], random: Random): readonly OrderUpdate[] {
  return shuffled([...messages, ...messages.filter(() => random.chance(30))], random);
}

function cacheOf(kind: Kind, contractSize: string): TestCache {
  const cache = new TestCache();
  cache.positions.registerInstruments([{ ...MARKET, kind, contractSize }]);
  return cache;
}

function deliver(cache: TestCache, messages: readonly OrderUpdate[]): void {
  for (const message of messages) {
    const { outcome, reason } = cache.positions.applyUpdate(message);
    expect([outcome, reason]).not.toContain('rejected');
    expect(cache.faults()).toEqual([]);
  }
}

/** The next process, with what the store has; without the orders, if a crash came between their commit and that of their positions. */
function restarted(cache: TestCache, isOrderLost: boolean): TestCache {
  const next = new TestCache();
  cache.tables.markAll();
  const records: StoredRecord[] = [];
  const { changes } = cache.tables;
  for (let taken = changes.take(500); taken !== null; taken = changes.take(500)) {
    for (const operation of taken.entries.flatMap((entry) => operationsFor(entry)))
      if (operation.op === 'put' && !(isOrderLost && operation.type === CacheKey.ORDER))
        records.push({ type: operation.type, key: operation.key, value: operation.value });
  }
  expect(loadRecords(records, next.tables)).toMatchObject({ damaged: [], faults: [] });
  return next;
}

/** The money that flowed through a position, exactly, in units of `10^-54`, of inverse contracts of `10^-90`. */
function flowOf({ kind, quantity, cost, realizedPnl, contractSize }: PositionRecord): bigint {
  const held = (quantity < 0n ? -cost : cost) * contractSize;
  return kind === 'inverse' ? realizedPnl * EXCESS + held : realizedPnl - held;
}

/** What each leg came to. */
function ends({ tables }: TestCache): ReadonlyMap<Leg, PositionRecord> {
  return new Map(Array.from(tables.positions.all(), ({ record }) => [record.positionSide, record]));
}

/** In what two caches differ; nothing is kept any more of what was missing. */
function differences(ours: TestCache, theirs: TestCache): string[] {
  const [left, right] = [ends(ours), ends(theirs)];
  const ofLegs = Array.from(left, ([leg, record]) => [
    `${leg} ${record.quantity} ${right.get(leg)?.quantity}`,
    record.quantity === right.get(leg)?.quantity && isSameFlow(record, right.get(leg) as PositionRecord),
  ]);
  const ofOrders = [counted(ours), counted(theirs)].map((orders) => orders.join(', '));
  const isSameOrders = ofOrders[0] === ofOrders[1];
  return [...ofLegs, [ofOrders.join(' not '), isSameOrders]].flatMap(([what, isSame]) =>
    isSame === true ? [] : [String(what)],
  );
}

/** What was counted of each order, whatever its key is; each fill of it is named. */
function counted({ tables }: TestCache): string[] {
  return Array.from(
    tables.positions.watermarks.values(),
    ({ quantity, cost, named }) => `${quantity} for ${cost}${named === null ? '' : ' with a hole'}`,
  ).sort();
}

function isSameFlow(ours: PositionRecord, theirs: PositionRecord): boolean {
  // What the holding paid went at the entry of its moment: of that no money tells.
  if (ours.paidFromHolding !== 0n) return ours.paidFromHolding === theirs.paidFromHolding;
  const apart = flowOf(ours) - flowOf(theirs);
  // Each profit of an inverse contract is rounded once.
  return ours.kind === 'inverse' ? apart < 99n * EXCESS && apart > -99n * EXCESS : apart === 0n;
}

function feesOf(cache: TestCache): unknown {
  return new Map(Array.from(ends(cache), ([leg, { fees }]) => [leg, fees]));
}

describe.each(MODES)('the fills of an order, each told at last, %s', (_, kind, legs) => {
  const contractSize = kind === 'spot' ? '1' : '0.01';

  it('come to the same in whatever order they are delivered, and however often', () => {
    checkSeeds((seed) => {
      const random = new Random(seed);
      const sent = ordersOf(random, kind, legs).flat();
      const inOrder = cacheOf(kind, contractSize);
      deliver(inOrder, sent);
      const cache = cacheOf(kind, contractSize);
      const arrived = withRepeats(sent, random);
      deliver(cache, arrived);
      expect(differences(cache, inOrder)).toEqual([]);
      expect(feesOf(cache)).toEqual(feesOf(inOrder));
      const before = cache.state();
      for (const message of arrived)
        expect(cache.positions.applyUpdate(message).outcome).toMatch(/duplicate|stale/);
      expect(cache.state()).toEqual(before);
    });
  });

  it('inside one order make the same position, profit and entry, where no other order comes between', () => {
    checkSeeds((seed) => {
      const random = new Random(seed);
      const orders = ordersOf(random, kind, legs).map((messages) =>
        messages.map((message): OrderUpdate => {
          const alike = { side: 'BUY', positionSide: legs[0] as Leg } as const;
          return { ...message, ...alike, feeCurrency: 'QUOTE' };
        }),
      );
      const [inOrder, cache] = [cacheOf(kind, contractSize), cacheOf(kind, contractSize)];
      deliver(inOrder, orders.flat());
      deliver(
        cache,
        orders.flatMap((messages) => withRepeats(messages, random)),
      );
      expect(differences(cache, inOrder)).toEqual([]);
      expect(feesOf(cache)).toEqual(feesOf(inOrder));
      const [ours, theirs] = [cache, inOrder].map(({ positions }) => positions.position(MARKET.symbol));
      expect([ours?.entryPrice, ours?.realizedPnl]).toEqual([theirs?.entryPrice, theirs?.realizedPnl]);
    });
  });

  it('come to the same where some are told by its id and some by its client id, before both are told', () => {
    checkSeeds((seed) => {
      const random = new Random(seed);
      const orders = ordersOf(random, kind, legs).map((messages) =>
        messages.map((message): OrderUpdate => ({
          ...message,
          clientOrderId: `c${message.id}`,
          feeCurrency: 'QUOTE',
        })),
      );
      const apart = shuffled(orders.flat(), random).map((message): OrderUpdate => {
        const left = random.integer(0, 2);
        return left === 2 ? message : { ...message, [left === 1 ? 'id' : 'clientOrderId']: null };
      });
      const linked = shuffled(
        orders.map((messages) => random.pick(messages)),
        random,
      );
      const isMergedFirst = random.chance(30);
      const [inOrder, cache] = [cacheOf(kind, contractSize), cacheOf(kind, contractSize)];
      deliver(inOrder, orders.flat());
      deliver(cache, apart);
      for (const link of isMergedFirst ? linked : []) cache.orders.orderStatusUpdate(link);
      const whole = random.chance(50) ? cache : restarted(cache, false);
      deliver(whole, linked);
      expect(differences(whole, inOrder)).toEqual([]);
      // Of trades that both records told of by then, the larger sum of fees is kept.
      expect(feesOf(whole)).toEqual(feesOf(isMergedFirst ? whole : inOrder));
      expect(whole.orders.ordersCount()).toBe(orders.length);
      const again = whole.state();
      deliver(whole, [...apart, ...linked]);
      expect(whole.state()).toEqual(again);
    });
  });

  it('come to the same over a restart among them, also where the crash lost the orders', () => {
    checkSeeds((seed) => {
      const random = new Random(seed);
      // Which trades the fees were of is lost with an order (see `orderAtWatermark`).
      const isOrderLost = random.chance(30);
      const orders = ordersOf(random, kind, legs).flat();
      const sent = isOrderLost ? orders.map((each): OrderUpdate => ({ ...each, fee: null })) : orders;
      const inOrder = cacheOf(kind, contractSize);
      deliver(inOrder, sent);
      const arrived = withRepeats(sent, random);
      const at = random.integer(0, arrived.length);
      const first = cacheOf(kind, contractSize);
      deliver(first, arrived.slice(0, at));
      const cache = restarted(first, isOrderLost);
      deliver(cache, arrived.slice(at));
      expect(differences(cache, inOrder)).toEqual([]);
      expect(feesOf(cache)).toEqual(feesOf(inOrder));
    });
  });
});
