import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestCache } from '../../test/support/test-cache.js';
import { encodeOrder } from './order-codec.js';
import type { OrderUpdate } from './order.js';

/** `PROPERTY_RUNS=100000` for the long run. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);
const T = 1_700_000_000_000;
const STATUSES = ['PENDING', 'ACCEPTED', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'EXPIRED'] as const;

/** Reports of a few orders that share names and markets, most of them plain. */
const inNoOrder: fc.Arbitrary<readonly OrderUpdate[]> = fc.array(
  fc
    .record({
      order: fc.integer({ min: 1, max: 4 }),
      step: fc.integer({ min: 0, max: 6 }),
      status: fc.constantFrom(...STATUSES, 'ACCEPTED', 'PARTIALLY_FILLED'),
      isUntimed: fc.constantFrom(false, false, false, false, false, true),
      id: fc.constantFrom('own', 'own', 'own', 'own', 'none', 'shared'),
      client: fc.constantFrom('own', 'own', 'none', 'shared'),
    })
    .map(({ order, step, status, isUntimed, id, client }): OrderUpdate => {
      const filled = status === 'PENDING' || status === 'ACCEPTED' ? 0 : step;
      const fill = filled === 0 ? { lastFilled: '0' } : { lastFilled: '1', lastFilledPrice: String(100 + step), tradeId: `${order}-${step}`, fee: '0.10', feeCurrency: 'USDT' };
      return {
        exchange: 'binance', symbol: order % 2 === 0 ? 'BTCUSDT' : 'ETHUSDT', id: id === 'none' ? null : id === 'own' ? String(order) : '9',
        clientOrderId: client === 'own' || id === 'none' ? `c${order}` : client === 'none' ? null : 'c', status, side: order > 2 ? 'BUY' : 'SELL', type: 'LIMIT',
        timeInForce: 'GTC', price: '100', amount: '6', filled: String(filled), average: filled === 0 ? null : String(100 + step / 2), ...fill,
        reduceOnly: false, positionSide: 'NET', timestamp: isUntimed ? null : T + step * 10 + order,
      };
    }),
  { maxLength: 40 },
); // prettier-ignore

/** The same as an exchange sends them, or as they may come. */
const reports = fc
  .tuple(fc.boolean(), inNoOrder)
  .map(([isInTurn, updates]) =>
    isInTurn ? updates.toSorted((left, right) => timeOf(left) - timeOf(right)) : updates,
  );

function timeOf({ timestamp }: OrderUpdate): number {
  return timestamp ?? T + 45;
}

/** A field that is there, and says nothing: with it no report is plain. */
function inGeneral(update: OrderUpdate): OrderUpdate {
  return { ...update, formerId: undefined };
}

/** What a cache tells of reports, and what it has then. */
function told(updates: readonly OrderUpdate[]): Record<string, unknown> {
  const cache = new TestCache();
  const results = updates.map((update) => cache.positions.applyUpdate(update));
  const { orders, changes } = cache.tables;
  const entries = [...orders.index.entries()];
  const waiting = { size: changes.size, tick: changes.tick };
  const records = entries.map((entry) => [entry.key, encodeOrder(entry.key, entry.record)]);
  const listed = [...orders.index.allOpen({ includeCanceling: true })].map(({ key }) => key);
  cache.commit();
  cache.now += 1;
  const retired = orders.retire(cache.now, 100);
  return { results, state: cache.state(), waiting, records, listed, retired, faults: cache.faults() };
}

describe('both ways of a report', () => {
  it('lead to the same outcomes, orders, positions, lists and marks', () => {
    fc.assert(
      fc.property(reports, (updates) => {
        const short = told(updates);
        expect(short).toEqual(told(updates.map(inGeneral)));
        expect(short['faults']).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
