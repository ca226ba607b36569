import { describe, expect, it } from '@jest/globals';
import type { OrderUpdate } from '../../src/index.js';
import { Random } from '../../src/testing/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { TestCache } from '../support/test-cache.js';
import { T } from '../support/updates.js';
import { MARKET, MODES } from './accounting-modes.js';
import type { Kind, Leg } from './accounting-oracle.js';
import { checkSeeds } from './check-seeds.js';

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
  }
  expect(cache.faults()).toEqual([]);
}

/** What it all came to; in one order, whichever was inserted first. */
function endOf({ orders, positions }: TestCache): unknown {
  const byId = orders.orders().sort((left, right) => Number(left.id) - Number(right.id));
  const byLeg = positions
    .positions()
    .sort((left, right) => (left.positionSide < right.positionSide ? -1 : 1));
  return { orders: byId, positions: byLeg };
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
      expect(endOf(cache)).toEqual(endOf(inOrder));
      const before = cache.state();
      for (const message of arrived)
        expect(cache.positions.applyUpdate(message).outcome).toMatch(/duplicate|stale/);
      expect(cache.state()).toEqual(before);
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
      const [inOrder, cache] = [cacheOf(kind, contractSize), cacheOf(kind, contractSize)];
      deliver(inOrder, orders.flat());
      deliver(cache, apart);
      deliver(cache, linked);
      expect(endOf(cache)).toEqual(endOf(inOrder));
      const again = cache.state();
      deliver(cache, [...apart, ...linked]);
      expect(cache.state()).toEqual(again);
    });
  });
});
