import { sortInSteps } from '../state/steps.js';
import { compareItems } from './ledger-item.js';
import type { RestingOwner } from './ledger-item.js';
import type { Ledger } from './ledger.js';
import { instantOf } from './message-time.js';
import type { OrderFill } from './order-fill.js';

/**
 * The fills of a leg's orders that are at rest, on their way into its ledger: by number among those of their order, in lists, so that one takes no
 * object.
 */
export class RestingFills {
  /** Where they are, once they were entered. */
  private ledger: Ledger | null = null;
  private owners: RestingOwner[] = [];
  private indexes: number[] = [];
  private times: number[] = [];
  /** The places of these lists in canonical order, once they are sorted. */
  private order: readonly number[] = [];

  get size(): number {
    return this.owners.length;
  }

  /** Adds the fills of an order that goes to rest. */
  add(owner: RestingOwner, fills: readonly OrderFill[]): void {
    for (let index = 0; index < fills.length; index++) {
      this.owners.push(owner);
      this.indexes.push(index);
      this.times.push(instantOf((fills[index] as OrderFill).at));
    }
  }

  /** Puts them into the ledger, in steps of a moment each. @param changed when the cache learned of them, on its own clock (ms). */
  *enter(ledger: Ledger, changed: number): Generator<undefined, void> {
    yield* this.sort();
    ledger.insertAtRest(this, changed);
    this.ledger = ledger;
    this.owners = [];
    this.indexes = [];
    this.times = [];
    this.order = [];
  }

  /** An order is at rest no longer. */
  wake(owner: RestingOwner, fills: readonly OrderFill[]): void {
    this.ledger?.wake(owner, fills);
  }

  /** Takes out the orders of which a fill stands at or before a time (ms). @returns them. */
  takeUpTo(time: number): Set<RestingOwner> {
    const { owners, indexes, times } = this;
    const taken = new Set(owners.filter((_, at) => (times[at] as number) <= time));
    if (taken.size === 0) return taken;
    const isLeft = (_: unknown, at: number): boolean => !taken.has(owners[at] as RestingOwner);
    this.owners = owners.filter(isLeft);
    this.indexes = indexes.filter(isLeft);
    this.times = times.filter(isLeft);
    return taken;
  }

  private *sort(): Generator<undefined, void> {
    this.order = yield* sortInSteps([...this.times.keys()], (left, right) => this.compare(left, right));
  }

  /** Some of them, in order, as the lists of a page. */
  slice(
    first: number,
    end: number,
  ): {
    readonly items: number[];
    readonly owners: RestingOwner[];
    readonly times: number[];
  } {
    const places = this.order.slice(first, end);
    return {
      items: places.map((place) => this.indexes[place] as number),
      owners: places.map((place) => this.owners[place] as RestingOwner),
      times: places.map((place) => this.times[place] as number),
    };
  }

  private compare(left: number, right: number): number {
    const apart = (this.times[left] as number) - (this.times[right] as number);
    if (apart !== 0) return apart;
    const [leftOrder, rightOrder] = [this.orderAt(left), this.orderAt(right)];
    const [leftFill, rightFill] = [
      leftOrder.fills[this.indexes[left] as number],
      rightOrder.fills[this.indexes[right] as number],
    ];
    return compareItems(leftFill as OrderFill, leftOrder, rightFill as OrderFill, rightOrder);
  }

  private orderAt(place: number): ReturnType<RestingOwner['ownerAtRest']> {
    return (this.owners[place] as RestingOwner).ownerAtRest();
  }
}
