import { addAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import type { FoldedItem } from '../ledger/ledger.js';
import { isFill } from '../ledger/ledger-item.js';
import type { CorrectionItem, OtherItem } from '../ledger/ledger-item.js';
import { instantOf } from '../ledger/message-time.js';
import { costOfFill, feesOfFill } from '../ledger/order-fill.js';
import type { SettledPlace } from '../ledger/settled-place.js';
import { withSettled } from '../orders/join-order.js';
import { OrderEntry } from '../orders/order-entry.js';
import { shownId } from '../orders/order-record.js';
import type { OrderRecord, SettledFills } from '../orders/order-record.js';
import type { Entry } from '../state/entry.js';
import { appendedEntry } from './appended-entry.js';
import type { BaseRecord } from './base-record.js';
import { hashOf, settledText, STATE_EVERY } from './history-entry.js';
import { isMove } from './leg-account.js';
import type { LegAccount } from './leg-account.js';

/** What is settled of an order by one step, in one place while it is summed up. */
interface SettledPart {
  quantity: bigint;
  cost: bigint;
  fees: Amounts;
}

/** What settling the beginning of a leg's ledger leaves: the leg's base, entries of the fill history, and what is settled of each order. */
export class Settling {
  readonly base: BaseRecord;
  readonly appended: Entry[] = [];
  /** Adjustments and snapshots. */
  readonly others: OtherItem[] = [];
  private readonly parts = new Map<OrderEntry, SettledPart>();

  /** @param settledAt on the cache's own clock (ms). */
  constructor(
    private readonly account: LegAccount,
    items: readonly FoldedItem[],
    settledAt: number,
  ) {
    const before = account.base?.record ?? null;
    const { first = 1, forgottenUpTo = null, isRestored = false } = before ?? {};
    let { count = 0, head = '', epoch = 0, adoptedAt = null, last = null, hasMoved = false } = before ?? {};
    let latest: FoldedItem | null = null;
    for (const folded of items) {
      const { item, after } = folded;
      let cost = 0n;
      if (isFill(item)) {
        cost = costOfFill(item, after.kind);
        this.add(folded, toFixedPoint(item.quantity), cost, feesOfFill(item));
        latest = folded;
        hasMoved = true;
      } else if (item.kind === 'correction') {
        this.addCorrection(folded, item);
        hasMoved = true;
      } else {
        this.others.push(item);
        latest = folded;
        hasMoved ||= isMove(item);
        if (item.kind === 'adoption') {
          epoch++;
          adoptedAt = item.at;
          this.uncount();
        }
      }
      count++;
      const payload = settledText(folded, head, settledAt, count % STATE_EVERY === 1, cost);
      head = hashOf(payload);
      this.appended.push(appendedEntry(account.key, count, payload));
    }
    const { after: state } = items[items.length - 1] as FoldedItem;
    // They are in order: none before is later.
    const place = latest === null ? null : placeOf(latest);
    if (place !== null && (last === null || instantOf(place.at) >= instantOf(last.at))) last = place;
    this.base = { state, last, hasMoved, epoch, adoptedAt, forgottenUpTo, isRestored, first, count, head };
  }

  /** The orders with what is settled of them from now on. */
  *orders(): Generator<[order: OrderEntry, record: OrderRecord]> {
    const { positionSide } = this.account;
    const { epoch } = this.base;
    for (const [order, part] of this.parts) {
      const { record } = order;
      const known = record.settled.find((each) => each.positionSide === positionSide);
      const isSameEpoch = known?.epoch === epoch;
      const settled: SettledFills = {
        positionSide,
        epoch,
        quantity: isSameEpoch ? known.quantity + part.quantity : part.quantity,
        cost: isSameEpoch ? known.cost + part.cost : part.cost,
        fees: known === undefined ? part.fees : addAmounts(known.fees, part.fees),
        upTo: known?.upTo ?? null,
        moved: known?.moved ?? NONE_MOVED,
      };
      const others =
        record.settled.length === 0 ? record.settled : record.settled.filter((each) => each !== known);
      yield [order, withSettled(record, [...others, settled])];
    }
  }

  private addCorrection(folded: FoldedItem, { quantity, cost, fees }: CorrectionItem): void {
    const sign = (folded.owner as OrderEntry).record.side === 'BUY' ? 1n : -1n;
    this.add(folded, quantity * sign, cost * sign, fees);
  }

  private add({ owner }: FoldedItem, quantity: bigint, cost: bigint, fees: Amounts): void {
    if (!(owner instanceof OrderEntry)) return;
    const part = this.parts.get(owner);
    if (part === undefined) {
      this.parts.set(owner, { quantity, cost, fees });
      return;
    }
    part.quantity += quantity;
    part.cost += cost;
    part.fees = addAmounts(part.fees, fees);
  }

  /** What was before a snapshot counts for its fees only. */
  private uncount(): void {
    for (const part of this.parts.values()) {
      part.quantity = 0n;
      part.cost = 0n;
    }
  }
}

const NONE_MOVED: readonly string[] = Object.freeze([]);

/** Where an item stands that is no correction: these have no place of their own. */
function placeOf({ item, of }: FoldedItem): SettledPlace | null {
  if (isFill(item)) {
    const { at, tradeId, end } = item;
    const { record } = of as NonNullable<typeof of>;
    return { at, kind: 'fill', id: tradeId, order: shownId(record), end };
  }
  if (item.kind === 'correction') return null;
  return { at: item.at, kind: item.kind, id: item.id, order: null, end: null };
}
