import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { OrderUpdate } from '../../src/index.js';
import { distortDelivery, Random, SimulatedExchange } from '../../src/testing/index.js';
import type { SimulatedMessage } from '../../src/testing/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { TestCache } from '../support/test-cache.js';

/** `PROPERTY_RUNS=10000 npm test -- test/properties` for the long run. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);
const ORDERS = 12;
/** Exchanges write averages with 18 digits here: what rounding them moves, over all fills of a run, is below this. */
const ROUNDING = Rational.of('0.00000000000001');

jest.setTimeout(30_000 + RUNS * 20);

const FAULTS = { duplicated: 25, lost: 30, late: 30 };

function check(property: (seed: number) => void): void {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0x7fffffff }), property), { numRuns: RUNS });
}

function run(seed: number): { messages: readonly SimulatedMessage[]; updates: readonly OrderUpdate[] } {
  const messages = new SimulatedExchange(seed).run(ORDERS);
  return { messages, updates: messages.flatMap((each) => (each.kind === 'order' ? [each.order] : [])) };
}

function applied(updates: readonly OrderUpdate[]): TestCache {
  const cache = new TestCache();
  for (const update of updates) {
    const { outcome, reason } = cache.positions.applyUpdate(update);
    expect([outcome, reason]).not.toContain('rejected');
  }
  return cache;
}

/** The last position message of each symbol. */
function finalPositions(messages: readonly SimulatedMessage[]) {
  return new Map(
    messages.flatMap((each) => (each.kind === 'position' ? [[each.position.symbol, each.position]] : [])),
  );
}

function near(left: string, right: string): boolean {
  return Rational.of(left).minus(Rational.of(right)).magnitude().compare(ROUNDING) <= 0;
}

describe('whatever is delivered twice, late or never', () => {
  it("a stream that arrives as it was sent gives the exchange's own figures after every fill", () => {
    check((seed) => {
      const cache = new TestCache();
      let pushed: Extract<SimulatedMessage, { kind: 'position' }> | null = null;
      for (const message of run(seed).messages) {
        if (message.kind === 'position') {
          pushed = message;
          continue;
        }
        cache.positions.applyUpdate(message.order);
        if (message.realizedPnl === null || pushed === null) continue;
        const { symbol, signedAmount, entryPrice, realizedPnl } = pushed.position;
        expect(cache.positions.position(symbol)).toMatchObject({ signedAmount, entryPrice, realizedPnl });
      }
      expect(cache.faults()).toEqual([]);
    });
  });

  it("the quantity is the exchange's, the fees are those that arrived, and no money is lost", () => {
    check((seed) => {
      const { messages, updates } = run(seed);
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

  it("the profit is the exchange's too, where fills of different orders keep their order", () => {
    let compared = 0;
    check((seed) => {
      const { messages, updates } = run(seed);
      const arrived = distortDelivery(updates, new Random(seed), { ...FAULTS, keepsFillOrder: true });
      const cache = new TestCache();
      const crossed = new Set(
        arrived.filter((update) => recoversAcrossZero(cache, update)).map(({ symbol }) => symbol),
      );
      for (const [symbol, theirs] of finalPositions(messages)) {
        // Fills that were missed come back as one, at their average: what of it closed and what opened is not known then.
        if (crossed.has(symbol)) continue;
        compared++;
        const ours = cache.positions.position(symbol) as Flow;
        expect([symbol, near(ours.realizedPnl, theirs.realizedPnl)]).toEqual([symbol, true]);
        expect([symbol, near(ours.entryPrice, theirs.entryPrice)]).toEqual([symbol, true]);
      }
    });
    expect(compared).toBeGreaterThan(RUNS);
  });

  it('everything twice is everything once', () => {
    check((seed) => {
      const { updates } = run(seed);
      const twice = applied(updates.flatMap((update) => [update, update]));
      expect(twice.state()).toEqual(applied(updates).state());
    });
  });

  it('a part and then everything again ends where everything once does', () => {
    check((seed) => {
      const { updates } = run(seed);
      const part = updates.slice(0, new Random(seed).integer(0, updates.length));
      const resent = applied([...part, ...updates]);
      expect(resent.state()).toEqual(applied(updates).state());
    });
  });

  it("an order's end stays its end, whatever of it comes later", () => {
    check((seed) => {
      const { updates } = run(seed);
      const cache = applied(updates);
      const random = new Random(seed);
      const before = JSON.stringify(cache.state());
      for (let at = 0; at < 20; at++) cache.positions.applyUpdate(random.pick(updates));
      expect(JSON.stringify(cache.state())).toBe(before);
      expect(cache.orders.ordersOpenCount()).toBe(0);
    });
  });
});

/** Applies an update. @returns whether it recovered several fills at once that carried the position through zero. */
function recoversAcrossZero({ positions }: TestCache, update: OrderUpdate): boolean {
  const before = positions.position(update.symbol)?.side ?? 'FLAT';
  const { gap } = positions.applyUpdate(update);
  const after = positions.position(update.symbol)?.side ?? 'FLAT';
  return gap !== undefined && before !== after && before !== 'FLAT' && after !== 'FLAT';
}

interface Flow {
  readonly signedAmount: string;
  readonly entryPrice: string;
  readonly realizedPnl: string;
}

/** `realized profit - holding at its entry price`: minus all that was paid, plus all that was received. */
function moneyFlow(
  updates: readonly OrderUpdate[],
  symbol: string,
  { signedAmount, entryPrice, realizedPnl }: Flow,
): string {
  const contractSize = updates.find((update) => update.symbol === symbol)?.contractSize ?? '1';
  const held = Rational.of(signedAmount).times(Rational.of(entryPrice)).times(Rational.of(contractSize));
  return Rational.of(realizedPnl).minus(held).toDecimal();
}

/** The fees of the trades that arrived, each once. */
function feesOf(arrived: readonly OrderUpdate[], symbol: string): Record<string, string> {
  const byTrade = new Map<string, string>();
  for (const { symbol: of, tradeId, fee } of arrived) {
    if (of === symbol && tradeId != null && fee != null) byTrade.set(tradeId, fee);
  }
  const total = [...byTrade.values()].reduce((sum, fee) => sum.plus(Rational.of(fee)), Rational.ZERO);
  return total.sign === 0 ? {} : { USDT: total.toDecimal() };
}
