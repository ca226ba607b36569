import { describe, expect, it } from '@jest/globals';
import { permutations } from '../support/merging.js';
import { T, update } from '../support/updates.js';
import { divergenceOf } from './convergence-check.js';
import { deliver } from './convergence-message.js';
import type { Delivered } from './convergence-message.js';
import { MemoryScope } from './convergence-scope.js';
import type { Services } from './convergence-scope.js';
import { figuresOf, KNOWN_CASES, rightOf, timelessOf, withoutTimes } from './known-cases.js';

describe.each(KNOWN_CASES)('$name', (known) => {
  it('counts once, in order', () => {
    expect(figuresOf(delivered(known.steps), known)).toEqual(rightOf(known));
  });

  it('ends the same in every order of its messages, repeated, and over restarts', async () => {
    const { before, messages } = partsOf(known.steps);
    const sent = {
      before: before.map(({ message }) => message),
      messages: messages.map(({ message }) => message),
    };
    expect(await divergenceOf({ seed: 1, instruments: [], ...sent })).toBeNull();
  });

  const untimed = known.steps.map(({ message, call }) => ({ message: withoutTimes(message), call }));

  if (known.withoutTimes !== 'no') {
    it('counts once without times, in order', () => {
      expect(figuresOf(delivered(untimed), known)).toEqual(rightOf(known));
    });
  }

  if (known.withoutTimes === 'in every order') {
    it('counts once without times, in every order of its messages', () => {
      const { before, messages } = partsOf(untimed);
      const ends = permutations(messages).map((order) => timelessOf(delivered([...before, ...order])));
      expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1);
    });
  }
});

it.each([T, null])(
  'two reports of one time (%p) with two prices: the first again is a duplicate',
  (timestamp) => {
    const { orders } = new MemoryScope([]).services;
    const reports = ['100', '101', '100'].map((price) => update({ price, timestamp }));
    const outcomes = reports.map((report) => orders.orderStatusUpdate(report).outcome);
    expect(outcomes).toEqual(['applied', 'applied', 'duplicate']);
    // Rule 9: of one time, the larger text.
    expect(orders.order('7')?.price).toBe('101');
  },
);

it('two reports of one time with two prices end the same in both orders', () => {
  const prices = permutations(['100', '101']).map((order) => {
    const { orders } = new MemoryScope([]).services;
    for (const price of order) orders.orderStatusUpdate(update({ price }));
    return orders.order('7')?.price;
  });
  expect(prices).toEqual(['101', '101']);
});

it.each([true, false])(
  'a request that is made again under its client id after it was rejected is another order (begun before: %p)',
  (isBegunBefore) => {
    const { orders } = new MemoryScope([]).services;
    const request = {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      clientOrderId: 'c',
      side: 'BUY',
      type: 'LIMIT',
      amount: '10',
    } as const;
    const named = { clientOrderId: 'c', price: '100' };
    if (isBegunBefore) orders.orderInitialized(request);
    orders.orderStatusUpdate(update({ ...named, id: null, status: 'REJECTED' }));
    expect(orders.orderInitialized(request)).toMatchObject({ created: true, order: { status: 'PENDING' } });
    expect(orders.ordersInFlight()).toHaveLength(1);
    orders.orderStatusUpdate(update({ ...named, id: '7', timestamp: T + 1 }));
    expect(orders.ordersOpen().map(({ id, status }) => [id, status])).toEqual([['7', 'ACCEPTED']]);
    expect(orders.order('c')?.id).toBe('7');
    expect(orders.ordersInFlight()).toEqual([]);
  },
);

/** What the caller did, which stays first, and the exchange's messages. */
function partsOf(steps: readonly Delivered[]): {
  readonly before: Delivered[];
  readonly messages: Delivered[];
} {
  return {
    before: steps.filter(({ message }) => message.kind === 'caller'),
    messages: steps.filter(({ message }) => message.kind !== 'caller'),
  };
}

function delivered(steps: readonly Delivered[]): Services {
  const { services } = new MemoryScope([]);
  for (const step of steps) deliver(services, step);
  return services;
}
