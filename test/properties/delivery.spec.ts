import { describe, expect, it } from '@jest/globals';
import { distortDelivery, Random } from '../../src/testing/index.js';
import type { SimulatedMessage } from '../../src/testing/index.js';
import { TestCache } from '../support/test-cache.js';
import { checkSeeds, checkSeedsAsync, RUNS } from './check-seeds.js';
import { applied, feesOf, finalPositions, moneyFlow, near, simulatedRun } from './simulated-run.js';
import type { Flow } from './simulated-run.js';

const FAULTS = { duplicated: 25, lost: 30, late: 30 };

describe('whatever is delivered twice, late or never', () => {
  it.each([18, 8, 2])(
    "a stream that arrives as it was sent gives the exchange's own figures after every fill, averages of %i digits",
    (averageDigits) => {
      let compared = 0;
      checkSeeds((seed) => {
        const cache = new TestCache();
        let pushed: Extract<SimulatedMessage, { kind: 'position' }> | null = null;
        for (const message of simulatedRun(seed, { averageDigits }).messages) {
          if (message.kind === 'position') {
            pushed = message;
            continue;
          }
          cache.positions.applyUpdate(message.order);
          if (message.realizedPnl === null || pushed === null) continue;
          compared++;
          const { symbol, signedAmount, entryPrice, realizedPnl } = pushed.position;
          expect(cache.positions.position(symbol)).toMatchObject({ signedAmount, entryPrice, realizedPnl });
        }
        expect(cache.faults()).toEqual([]);
      });
      expect(compared).toBeGreaterThan(RUNS);
    },
  );

  it('averages that are rounded to 2 digits change no quantity and no fee', () => {
    checkSeeds((seed) => {
      const { messages, updates } = simulatedRun(seed, { averageDigits: 2 });
      const arrived = distortDelivery(updates, new Random(seed), { ...FAULTS, keepsFillOrder: false });
      const cache = applied(arrived);
      for (const [symbol, { signedAmount }] of finalPositions(messages)) {
        expect(cache.positions.position(symbol)).toMatchObject({
          signedAmount,
          fees: feesOf(arrived, symbol),
        });
      }
    });
  });

  it("the quantity is the exchange's, the fees are those that arrived, and no money is lost", () => {
    checkSeeds((seed) => {
      const { messages, updates } = simulatedRun(seed);
      const arrived = distortDelivery(updates, new Random(seed), { ...FAULTS, keepsFillOrder: false });
      const cache = applied(arrived);
      for (const [symbol, theirs] of finalPositions(messages)) {
        const ours = cache.positions.position(symbol);
        expect(ours?.signedAmount).toBe(theirs.signedAmount);
        expect(ours?.fees).toEqual(feesOf(arrived, symbol));
        // Which fill realizes what depends on the order of fills; realized profit less what is held at its entry does not.
        expect([
          symbol,
          near(moneyFlow(arrived, symbol, ours as Flow), moneyFlow(arrived, symbol, theirs)),
        ]).toEqual([symbol, true]);
      }
      expect(cache.faults()).toEqual([]);
    });
  });

  it("the profit is the exchange's too, where every fill was reported at last", async () => {
    let compared = 0;
    await checkSeedsAsync(async (seed) => {
      const { messages, updates } = simulatedRun(seed);
      const arrived = distortDelivery(updates, new Random(seed), { ...FAULTS, keepsFillOrder: true });
      const cache = applied(arrived);
      for (const [symbol, theirs] of finalPositions(messages)) {
        // Missed fills come back as one, no earlier than the report that shows them: what they closed and what they opened is not known then.
        const fills = await cache.positions.fills({ symbol });
        if (fills.some(({ inferred }) => inferred)) continue;
        compared++;
        const ours = cache.positions.position(symbol) as Flow;
        expect([symbol, near(ours.realizedPnl, theirs.realizedPnl)]).toEqual([symbol, true]);
        expect([symbol, near(ours.entryPrice, theirs.entryPrice)]).toEqual([symbol, true]);
      }
    });
    expect(compared).toBeGreaterThan(RUNS);
  });

  it('everything twice is everything once', () => {
    checkSeeds((seed) => {
      const { updates } = simulatedRun(seed);
      const twice = applied(updates.flatMap((update) => [update, update]));
      expect(twice.state()).toEqual(applied(updates).state());
    });
  });

  it('a part and then everything again ends where everything once does', () => {
    checkSeeds((seed) => {
      const { updates } = simulatedRun(seed);
      const part = updates.slice(0, new Random(seed).integer(0, updates.length));
      const resent = applied([...part, ...updates]);
      expect(resent.state()).toEqual(applied(updates).state());
    });
  });

  it("an order's end stays its end, whatever of it comes later", () => {
    checkSeeds((seed) => {
      const { updates } = simulatedRun(seed);
      const cache = applied(updates);
      const random = new Random(seed);
      const before = JSON.stringify(cache.state());
      for (let at = 0; at < 20; at++) cache.positions.applyUpdate(random.pick(updates));
      expect(JSON.stringify(cache.state())).toBe(before);
      expect(cache.orders.ordersOpenCount()).toBe(0);
    });
  });
});
