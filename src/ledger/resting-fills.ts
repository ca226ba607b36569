import { sortInSteps } from '../state/steps.js';
import { RUN_LENGTH } from './executions.js';
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
  /** Of each fill the place of its order in `owners`, and its number there, in one integer. */
  private refs: number[] = [];
  private times: number[] = [];
  /** The places of these lists in canonical order, once they are sorted. */
  private order: readonly number[] = [];

  get size(): number {
    return this.refs.length;
  }

  /** Adds the fills of an order that goes to rest. @param times of its fills (see `message-time.ts`), the first ones of a list. */
  add(owner: RestingOwner, times: readonly number[], count = times.length): void {
    const first = this.owners.push(owner) * RUN_LENGTH - RUN_LENGTH;
    for (let index = 0; index < count; index++) {
      this.refs.push(first + index);
      this.times.push(instantOf(times[index] as number));
    }
  }

  /** Puts them into the ledger, in steps of a moment each. @param changed when the cache learned of them, on its own clock (ms). */
  *enter(ledger: Ledger, changed: number): Generator<undefined, void> {
    yield* this.sort();
    yield* ledger.insertAtRest(this, changed);
    this.ledger = ledger;
    this.owners = [];
    this.refs = [];
    this.times = [];
    this.order = [];
  }

  /** An order is at rest no longer. */
  wake(owner: RestingOwner, fills: readonly OrderFill[]): void {
    this.ledger?.wake(owner, fills);
  }

  /** Takes out the orders of which a fill stands at or before a time (ms). @returns them. */
  takeUpTo(time: number): Set<RestingOwner> {
    const { refs, times } = this;
    const taken = new Set(
      refs.filter((_, at) => (times[at] as number) <= time).map((ref) => this.ownerOf(ref)),
    );
    if (taken.size === 0) return taken;
    const isLeft = (_: unknown, at: number): boolean => !taken.has(this.ownerOf(refs[at] as number));
    this.times = times.filter(isLeft);
    this.refs = refs.filter(isLeft);
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
    const refs = places.map((place) => this.refs[place] as number);
    return {
      items: refs.map((ref) => ref % RUN_LENGTH),
      owners: refs.map((ref) => this.ownerOf(ref)),
      times: places.map((place) => this.times[place] as number),
    };
  }

  private compare(left: number, right: number): number {
    const apart = (this.times[left] as number) - (this.times[right] as number);
    if (apart !== 0) return apart;
    const [leftRef, rightRef] = [this.refs[left] as number, this.refs[right] as number];
    const leftOrder = this.ownerOf(leftRef).ownerAtRest();
    const rightOrder = this.ownerOf(rightRef).ownerAtRest();
    const leftFill = leftOrder.fills[leftRef % RUN_LENGTH] as OrderFill;
    const rightFill = rightOrder.fills[rightRef % RUN_LENGTH] as OrderFill;
    return compareItems(leftFill, leftOrder, rightFill, rightOrder);
  }

  private ownerOf(ref: number): RestingOwner {
    return this.owners[Math.floor(ref / RUN_LENGTH)] as RestingOwner;
  }
}
