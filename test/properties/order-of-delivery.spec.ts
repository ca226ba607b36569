import { describe, expect, it } from '@jest/globals';
import type { Order, OrderUpdate } from '../../src/index.js';
import { distortDelivery, Random } from '../../src/testing/index.js';
import type { TestCache } from '../support/test-cache.js';
import { checkSeeds, RUNS } from './check-seeds.js';
import { applied, apply, feesOf, finalPositions, moneyFlow, near, simulatedRun } from './simulated-run.js';
import type { Flow } from './simulated-run.js';

const FAULTS = { duplicated: 25, lost: 30, late: 30, keepsFillOrder: false };

describe('in whatever order updates are delivered', () => {
  it("those of one millisecond end in the exchange's last word, whenever one asks and whatever the caller said", () => {
    let moved = 0;
    let open = 0;
    checkSeeds((seed) => {
      const random = new Random(seed);
      const sent = untilSomeMillisecond(simulatedRun(seed).updates, random);
      const arrived = byMillisecond(sent).flatMap((group) => shuffled(group, random));
      moved += arrived.filter((update, at) => update !== sent[at]).length;
      const cache = applied(withCallersWords(asOpen(arrived, random), random));
      expect(ends(cache).orders).toEqual(lastWords(sent));
      expect(ends(cache).positions).toEqual(ends(applied(sent)).positions);
      open += cache.orders.ordersOpenCount();
    });
    expect(moved).toBeGreaterThan(RUNS);
    expect(open).toBeGreaterThan(RUNS);
  });

  it('all of them shuffled end in the same statuses, quantities, fees and money', () => {
    checkSeeds((seed) => {
      const { messages, updates } = simulatedRun(seed);
      const arrived = shuffled(updates, new Random(seed));
      const cache = applied(arrived);
      expect(ends(cache)).toEqual(ends(applied(updates)));
      for (const [symbol, theirs] of finalPositions(messages)) {
        const ours = cache.positions.position(symbol);
        expect(ours?.signedAmount).toBe(theirs.signedAmount);
        expect(ours?.fees).toEqual(feesOf(updates, symbol));
        expect([
          symbol,
          near(moneyFlow(updates, symbol, ours as Flow), moneyFlow(updates, symbol, theirs)),
        ]).toEqual([symbol, true]);
      }
    });
  });

  it('the indexes and the positions agree with the orders after every one', () => {
    checkSeeds((seed) => {
      const { updates } = simulatedRun(seed);
      const cache = applied([]);
      for (const update of distortDelivery(updates, new Random(seed), FAULTS)) {
        apply(cache, update);
        expect(cache.faults()).toEqual([]);
      }
    });
  });

  it('the same delivery once more changes nothing', () => {
    checkSeeds((seed) => {
      const arrived = distortDelivery(simulatedRun(seed).updates, new Random(seed), FAULTS);
      expect(applied([...arrived, ...arrived]).state()).toEqual(applied(arrived).state());
    });
  });

  it('merging each before it moves the position is applying it', () => {
    checkSeeds((seed) => {
      const arrived = distortDelivery(simulatedRun(seed).updates, new Random(seed), FAULTS);
      const cache = applied([]);
      for (const update of arrived) {
        cache.orders.orderStatusUpdate(update);
        apply(cache, update);
      }
      expect(cache.state()).toEqual(applied(arrived).state());
    });
  });
});

/** The updates of each millisecond, in the order in which the milliseconds came. */
function byMillisecond(updates: readonly OrderUpdate[]): readonly (readonly OrderUpdate[])[] {
  const groups = new Map<OrderUpdate['timestamp'], OrderUpdate[]>();
  for (const update of updates) {
    const group = groups.get(update.timestamp);
    if (group === undefined) groups.set(update.timestamp, [update]);
    else group.push(update);
  }
  return [...groups.values()];
}

function shuffled(updates: readonly OrderUpdate[], random: Random): readonly OrderUpdate[] {
  const left = [...updates];
  return updates.flatMap(() => left.splice(random.integer(0, left.length - 1), 1));
}

/** A beginning of the updates, with all or nothing of each millisecond. */
function untilSomeMillisecond(updates: readonly OrderUpdate[], random: Random): readonly OrderUpdate[] {
  const last = updates[random.integer(0, updates.length - 1)]?.timestamp ?? 0;
  return updates.filter(({ timestamp }) => (timestamp ?? 0) <= last);
}

/** The updates, and among them what the caller said of each order when it sent it: by a clock that is ahead or behind. */
function withCallersWords(updates: readonly OrderUpdate[], random: Random): readonly OrderUpdate[] {
  const orders = new Map(updates.map((update) => [update.id, update]));
  const all = [...updates];
  for (const { exchange, symbol, id, clientOrderId, side, type, amount } of orders.values()) {
    const timestamp = random.pick([1_600_000_000_000, 1_900_000_000_000]);
    const named = { exchange, symbol, id: id ?? null, clientOrderId: clientOrderId ?? null };
    const order = { ...named, side, type: type ?? null, amount, filled: '0', timestamp };
    all.splice(random.integer(0, all.length), 0, { ...order, status: 'PENDING' });
  }
  return all;
}

/** The same as some libraries say it: "open", partly filled or not. */
function asOpen(updates: readonly OrderUpdate[], random: Random): readonly OrderUpdate[] {
  return updates.map((update) =>
    update.status === 'PARTIALLY_FILLED' && random.chance(50) ? { ...update, status: 'ACCEPTED' } : update,
  );
}

/** The status and the filled quantity that each order has in the end. */
function lastWords(orders: readonly (OrderUpdate | Order)[]): ReadonlyMap<unknown, readonly string[]> {
  return new Map(orders.map(({ id, status, filled }) => [id, [status, filled]]));
}

/** How each order ended, and how much each position holds, by name. */
function ends({ orders, positions }: TestCache) {
  return {
    orders: lastWords(orders.orders()),
    positions: new Map(positions.positions().map(({ symbol, signedAmount }) => [symbol, signedAmount])),
  };
}
