import { describe, expect, it } from '@jest/globals';
import type { OrderUpdate } from '../../orders/order.js';
import { distortDelivery } from './distort-delivery.js';
import { Random } from './random.js';
import { SimulatedExchange } from './simulated-exchange.js';

const NOTHING = { duplicated: 0, lost: 0, late: 0, keepsFillOrder: false };
const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

describe('a distorted delivery', () => {
  it('without faults is what was sent', () => {
    expect(distortDelivery(sentBy(1), new Random(1), NOTHING)).toEqual(sentBy(1));
  });

  it('is the same for the same seed', () => {
    const faults = { duplicated: 30, lost: 30, late: 30, keepsFillOrder: true };
    const delivered = (seed: number) => distortDelivery(sentBy(1), new Random(seed), faults);
    expect(delivered(4)).toEqual(delivered(4));
    expect(delivered(4)).not.toEqual(delivered(5));
  });

  it.each([true, false])("loses messages, but never an order's last one (keeps fill order: %s)", (keeps) => {
    let lost = 0;
    for (const seed of SEEDS) {
      const sent = sentBy(seed);
      const faults = { ...NOTHING, lost: 100, late: 40, keepsFillOrder: keeps };
      const arrived = new Set(distortDelivery(sent, new Random(seed), faults));
      lost += sent.length - arrived.size;
      const last = new Map(sent.map((update) => [update.id, update]));
      expect([...last.values()].filter((update) => !arrived.has(update))).toEqual([]);
    }
    expect(lost).toBeGreaterThan(SEEDS.length);
  });

  it('repeats messages, each after its first time', () => {
    const sent = sentBy(1);
    const arrived = distortDelivery(sent, new Random(1), { ...NOTHING, duplicated: 100 });
    expect(arrived).toHaveLength(2 * sent.length);
    expect([...new Set(arrived)]).toEqual(sent);
  });

  it('loses and invents nothing by reordering', () => {
    const sent = sentBy(1);
    const arrived = distortDelivery(sent, new Random(1), { ...NOTHING, late: 50 });
    expect(arrived).not.toEqual(sent);
    expect(arrived.toSorted(byText)).toEqual(sent.toSorted(byText));
  });

  it('leaves messages of different orders of a symbol in their order where it is told to', () => {
    const kept = (keepsFillOrder: boolean): readonly number[] =>
      SEEDS.filter((seed) => {
        const sent = sentBy(seed);
        const faults = { ...NOTHING, late: 50, keepsFillOrder };
        return keepsOrderAcrossOrders(sent, distortDelivery(sent, new Random(seed), faults));
      });
    expect(kept(true)).toEqual(SEEDS);
    expect(kept(false).length).toBeLessThan(SEEDS.length / 2);
  });
});

function sentBy(seed: number): readonly OrderUpdate[] {
  return new SimulatedExchange(seed)
    .run(12)
    .flatMap((message) => (message.kind === 'order' ? [message.order] : []));
}

/** Whether no two messages of different orders of a symbol changed places. */
function keepsOrderAcrossOrders(sent: readonly OrderUpdate[], arrived: readonly OrderUpdate[]): boolean {
  const places = new Map(sent.map((update, place) => [update, place]));
  const placeOf = (update: OrderUpdate): number => places.get(update) ?? -1;
  return arrived.every((later, at) =>
    arrived
      .slice(0, at)
      .every(
        (earlier) =>
          earlier.symbol !== later.symbol || earlier.id === later.id || placeOf(earlier) < placeOf(later),
      ),
  );
}

function byText(left: OrderUpdate, right: OrderUpdate): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
