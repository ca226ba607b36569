import { describe, expect, it } from '@jest/globals';
import { Random } from '../testing/index.js';
import { UNREGISTERED } from '../instruments/instrument.table.js';
import type { OrderSide } from '../orders/order.js';
import { atOnce } from '../state/steps.js';
import type { OwnerAtRest, RestingOwner } from './ledger-item.js';
import { Ledger } from './ledger.js';
import { flatState } from './leg-state.js';
import type { OrderFill } from './order-fill.js';
import { RestingFills } from './resting-fills.js';

const FLAT = flatState('linear', 10n ** 18n);

/** An order whose fills are read from it. */
class RestingOrder implements RestingOwner {
  readonly record: RestingOwner['record'];

  constructor(
    readonly key: string,
    side: OrderSide,
    readonly fills: readonly OrderFill[],
  ) {
    this.record = { id: key, clientOrderId: null, side };
  }

  ownerAtRest(): OwnerAtRest {
    return { key: this.key, record: this.record, fills: this.fills };
  }
}

function fillAt(at: number, tradeId: string | null, end: string): OrderFill {
  return {
    tradeId,
    quantity: '1',
    price: `${100 + (at % 7)}`,
    fee: null,
    feeCurrency: null,
    liquidity: null,
    at,
    end,
  };
}

/** Orders with up to four fills each; few times make many fills of one place. */
function ordersIn(random: Random, count: number, span: number): RestingOrder[] {
  return Array.from({ length: count }, (_, number) => {
    const fills = Array.from({ length: random.integer(1, 4) }, (__, at) =>
      fillAt(random.integer(0, span), random.pick([null, String(random.integer(0, 30))]), String(at + 1)),
    );
    return new RestingOrder(String(number), random.pick(['BUY', 'SELL'] as const), fills);
  });
}

function emptyLedger(): Ledger {
  return new Ledger(FLAT, () => UNREGISTERED);
}

function expectSame(resting: Ledger, awake: Ledger, time: number): void {
  expect(resting.state).toEqual(awake.state);
  expect(resting.stateAt(time)).toEqual(awake.stateAt(time));
  expect([resting.size, resting.latestTime, resting.indexAt(time)]).toEqual([
    awake.size,
    awake.latestTime,
    awake.indexAt(time),
  ]);
  expect(shown(resting)).toEqual(shown(awake));
}

function shown(ledger: Ledger): unknown[] {
  return Array.from(ledger.folded(), ({ item, owner, after }) => [item, owner?.key, after]);
}

describe('a ledger of orders at rest', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'is what it is with their fills, before and after they wake (seed %i)',
    (seed) => {
      const random = new Random(seed);
      const span = random.pick([5, 100, 100_000]);
      const orders = ordersIn(random, random.pick([1, 20, 700]), span);
      const resting = emptyLedger();
      const awake = emptyLedger();
      const snapshot = {
        kind: 'adoption',
        id: 'a',
        quantity: 10n ** 18n,
        entryPrice: null,
        at: span / 2,
      } as const;
      for (const ledger of [resting, awake]) ledger.insert(snapshot, null, 0);
      const fills = new RestingFills();
      for (const order of orders) {
        fills.add(
          order,
          order.fills.map(({ at }) => at),
        );
        for (const fill of order.fills) awake.insert(fill, order, 0);
      }
      atOnce(fills.enter(resting, 0));
      expectSame(resting, awake, span / 3);
      for (const order of orders.filter(() => random.chance(50))) {
        fills.wake(order, order.fills);
        for (const fill of order.fills)
          expect([resting.remove(fill, order), awake.remove(fill, order)]).toEqual([true, true]);
        const late = fillAt(random.integer(0, span), null, '9');
        for (const ledger of [resting, awake]) ledger.insert(late, order, 1);
      }
      expectSame(resting, awake, span / 3);
    },
  );

  it('gives back the orders of which a fill is not after what is settled', () => {
    const [early, late] = [
      new RestingOrder('1', 'BUY', [fillAt(5, 'a', '1'), fillAt(20, 'b', '2')]),
      new RestingOrder('2', 'BUY', [fillAt(6, 'c', '1')]),
    ];
    const fills = new RestingFills();
    fills.add(
      early,
      early.fills.map(({ at }) => at),
    );
    fills.add(
      late,
      late.fills.map(({ at }) => at),
    );
    expect([...fills.takeUpTo(5)]).toEqual([early]);
    const ledger = emptyLedger();
    atOnce(fills.enter(ledger, 0));
    expect(Array.from(ledger.folded(), ({ item }) => item)).toEqual(late.fills);
  });
});
