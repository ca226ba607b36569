import type { OrderUpdate } from '../../orders/order.js';
import type { Random } from './random.js';

/** In how many of a hundred cases something happens to a message. */
export interface DeliveryFaults {
  /** It is delivered again, some messages later. */
  readonly duplicated: number;
  /** It never comes; an order's last message always does. */
  readonly lost: number;
  /** It changes places with the next message of its order. */
  readonly late: number;
  /**
   * Whether fills of different orders of one symbol keep their order: profit is realized in that order, so only then it
   * comes out the same.
   */
  readonly keepsFillOrder: boolean;
}

interface Sent {
  readonly update: OrderUpdate;
  /** Its place among all that was sent. */
  readonly at: number;
}

/** What arrives of updates that were sent: some late, some twice, some not at all. */
export function distortDelivery(
  sent: readonly OrderUpdate[],
  random: Random,
  faults: DeliveryFaults,
): readonly OrderUpdate[] {
  const reordered = delayed(
    sent.map((update, at) => ({ update, at })),
    random,
    faults,
  );
  const arrived = reordered.filter(
    (each, place) =>
      !(random.chance(faults.lost) && canBeLost(each, reordered.slice(place + 1), reordered, faults)),
  );
  return repeated(arrived, random, faults).map(({ update }) => update);
}

function delayed(sent: readonly Sent[], random: Random, { late, keepsFillOrder }: DeliveryFaults): Sent[] {
  const delivered = [...sent];
  for (let place = 0; place < delivered.length; place++) {
    if (!random.chance(late)) continue;
    const first = delivered[place] as Sent;
    const isNeighbour = keepsFillOrder ? isSameSymbol : isSameOrder;
    const next = delivered.findIndex((each, index) => index > place && isNeighbour(each, first));
    const second = delivered[next];
    if (second === undefined || !isSameOrder(first, second)) continue;
    delivered[place] = second;
    delivered[next] = first;
  }
  return delivered;
}

/** A lost fill is recovered at a later message of its order: to keep the order of fills, that one must come next. */
function canBeLost(
  lost: Sent,
  later: readonly Sent[],
  delivered: readonly Sent[],
  { keepsFillOrder }: DeliveryFaults,
): boolean {
  const follows = (each: Sent): boolean => isSameOrder(each, lost) && each.at > lost.at;
  if (!keepsFillOrder) return delivered.some(follows);
  const next = later.find((each) => isSameSymbol(each, lost));
  return next !== undefined && follows(next);
}

function repeated(delivered: readonly Sent[], random: Random, { duplicated }: DeliveryFaults): Sent[] {
  const places = delivered.map((sent, place) => ({ sent, place }));
  for (const [place, sent] of delivered.entries()) {
    if (random.chance(duplicated)) places.push({ sent, place: place + random.integer(0, 5) + 0.5 });
  }
  return places.sort((left, right) => left.place - right.place).map(({ sent }) => sent);
}

function isSameSymbol(left: Sent, right: Sent): boolean {
  return left.update.symbol === right.update.symbol;
}

function isSameOrder(left: Sent, right: Sent): boolean {
  return left.update.id === right.update.id && isSameSymbol(left, right);
}
