import { expect } from '@jest/globals';
import type { OrderUpdate } from '../../src/index.js';
import { SimulatedExchange } from '../../src/testing/index.js';
import type { PositionMessage, SimulatedExchangeOptions, SimulatedMessage } from '../../src/testing/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { TestCache } from '../support/test-cache.js';

const ORDERS = 12;
/** Exchanges write averages with 18 digits here: what rounding them moves, over all fills of a run, is below this. */
const ROUNDING = Rational.of('0.00000000000001');

/** What the simulated exchange of this seed says, and the order updates among it. */
export function simulatedRun(
  seed: number,
  options?: SimulatedExchangeOptions,
): {
  readonly messages: readonly SimulatedMessage[];
  readonly updates: readonly OrderUpdate[];
} {
  const messages = new SimulatedExchange(seed, options).run(ORDERS);
  return { messages, updates: messages.flatMap((each) => (each.kind === 'order' ? [each.order] : [])) };
}

/** A cache to which these updates were applied; none may be refused. */
export function applied(updates: readonly OrderUpdate[]): TestCache {
  const cache = new TestCache();
  for (const update of updates) apply(cache, update);
  return cache;
}

export function apply(cache: TestCache, update: OrderUpdate): void {
  const { outcome, reason } = cache.positions.applyUpdate(update);
  expect([outcome, reason]).not.toContain('rejected');
}

/** The last position message of each symbol. */
export function finalPositions(messages: readonly SimulatedMessage[]): ReadonlyMap<string, PositionMessage> {
  return new Map(
    messages.flatMap((each) => (each.kind === 'position' ? [[each.position.symbol, each.position]] : [])),
  );
}

/** The figures of a position that money flowed for. */
export type Flow = Pick<PositionMessage, 'signedAmount' | 'entryPrice' | 'realizedPnl'>;

/** `realized profit - holding at its entry price`: minus all that was paid, plus all that was received. */
export function moneyFlow(
  updates: readonly OrderUpdate[],
  symbol: string,
  { signedAmount, entryPrice, realizedPnl }: Flow,
): string {
  const contractSize = updates.find((update) => update.symbol === symbol)?.contractSize ?? '1';
  const held = Rational.of(signedAmount).times(Rational.of(entryPrice)).times(Rational.of(contractSize));
  return Rational.of(realizedPnl).minus(held).toDecimal();
}

/** The fees of the trades that arrived, each once. */
export function feesOf(arrived: readonly OrderUpdate[], symbol: string): Record<string, string> {
  const byTrade = new Map<string, string>();
  for (const { symbol: of, tradeId, fee } of arrived) {
    if (of === symbol && tradeId != null && fee != null) byTrade.set(tradeId, fee);
  }
  const total = [...byTrade.values()].reduce((sum, fee) => sum.plus(Rational.of(fee)), Rational.ZERO);
  return total.sign === 0 ? {} : { USDT: total.toDecimal() };
}

export function near(left: string, right: string): boolean {
  return Rational.of(left).minus(Rational.of(right)).magnitude().compare(ROUNDING) <= 0;
}
