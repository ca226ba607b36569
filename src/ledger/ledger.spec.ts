import { beforeEach, describe, expect, it } from '@jest/globals';
import { toFixedPoint } from '../decimal/fixed-point.js';
import { UNREGISTERED } from '../instruments/instrument.table.js';
import { Random } from '../testing/index.js';
import { foldCorrection, foldItem } from './fold-item.js';
import { Ledger } from './ledger.js';
import { compareItems } from './ledger-item.js';
import type { AdjustmentItem, AdoptionItem, CorrectionItem, FillOwner, LedgerItem } from './ledger-item.js';
import { flatState } from './leg-state.js';
import type { LegState } from './leg-state.js';
import type { OrderFill } from './order-fill.js';

const ONE = toFixedPoint('1');
/** How many items a page of a ledger holds. */
const PAGE = 256;
const FLAT = flatState('linear', ONE);

function owner(id: string, side: 'BUY' | 'SELL' = 'BUY'): FillOwner {
  return { key: id, record: { id, clientOrderId: null, side } };
}

const BUYER = owner('1');
const SELLER = owner('2', 'SELL');

function fillAt(at: number, price = '100', fields: Partial<OrderFill> = {}): OrderFill {
  return {
    tradeId: `t${at}`,
    quantity: '1',
    price,
    fee: null,
    feeCurrency: null,
    liquidity: null,
    at,
    end: null,
    ...fields,
  };
}

function funding(at: number, id: string): AdjustmentItem {
  return {
    kind: 'adjustment',
    id,
    adjustmentKind: 'FUNDING',
    quantity: 0n,
    price: null,
    amount: ONE,
    currency: 'USDT',
    reason: null,
    at,
  };
}

function adoption(at: number, quantity: string, entryPrice: string | null = null): AdoptionItem {
  return {
    kind: 'adoption',
    id: quantity,
    quantity: toFixedPoint(quantity),
    entryPrice: entryPrice === null ? null : toFixedPoint(entryPrice),
    at,
  };
}

function correction(quantity: string, cost: string, changed = 0): CorrectionItem {
  return {
    kind: 'correction',
    quantity: toFixedPoint(quantity),
    cost: toFixedPoint(cost) * ONE,
    fees: [],
    at: 0,
    changed,
  };
}

/** How many items were folded since it was asked last. */
let steps: () => number;
let ledger: Ledger;

beforeEach(() => {
  let count = 0;
  ledger = new Ledger(FLAT, () => {
    count++;
    return UNREGISTERED;
  });
  steps = () => {
    const counted = count;
    count = 0;
    return counted;
  };
});

/** Inserts fills of one buyer, at these times. */
function insertAt(times: Iterable<number>): void {
  for (const at of times) ledger.insert(fillAt(at), BUYER, 0);
}

function upTo(count: number, first = 0): number[] {
  return Array.from({ length: count }, (_, at) => first + at);
}

describe('a ledger folds no more than it has to', () => {
  it('one step for an item that comes in order, none for reading again', () => {
    insertAt(upTo(2_000));
    expect([ledger.state.quantity, steps()]).toEqual([2_000n * ONE, 2_000]);
    insertAt([2_000]);
    expect([ledger.state.quantity, steps()]).toEqual([2_001n * ONE, 1]);
    expect([ledger.state.quantity, steps()]).toEqual([2_001n * ONE, 0]);
  });

  it('one more step for looking at what came in order since the last read', () => {
    insertAt(upTo(2_000));
    void ledger.state;
    steps();
    insertAt([2_000]);
    const [folded] = ledger.foldedBetween(ledger.indexAt(2_000), ledger.size);
    expect([folded?.after.quantity, steps()]).toEqual([2_001n * ONE, 2]);
  });

  it('a late item costs a fold from its page on', () => {
    insertAt(upTo(4 * PAGE).map((at) => 2 * at));
    void ledger.state;
    steps();
    insertAt([2 * (4 * PAGE - 10) + 1]);
    expect(ledger.state.quantity).toBe(BigInt(4 * PAGE + 1) * ONE);
    expect(steps()).toBeLessThanOrEqual(PAGE + 1);
    insertAt([1]);
    void ledger.state;
    expect(steps()).toBe(4 * PAGE + 2);
  });

  it('thousands of late items between two reads are one fold', () => {
    insertAt(upTo(1_000, 10_000));
    void ledger.state;
    steps();
    insertAt(upTo(5_000).toReversed());
    expect(steps()).toBe(0);
    expect([ledger.state.quantity, steps()]).toEqual([6_000n * ONE, 6_000]);
  });

  it('of a page that is parted, only what follows on the place of the new item', () => {
    insertAt(upTo(2 * PAGE).map((at) => 2 * at));
    void ledger.state;
    steps();
    // Into the second page, which is full: it is parted in two.
    insertAt([2 * (2 * PAGE) - 1]);
    expect(ledger.state.quantity).toBe(BigInt(2 * PAGE + 1) * ONE);
    expect(steps()).toBeLessThanOrEqual(PAGE + 1);
    insertAt([2 * (2 * PAGE) + 5]);
    void ledger.state;
    expect(steps()).toBe(1);
  });

  it('an item that is taken out from the end costs a fold of its page', () => {
    const items = upTo(3 * PAGE).map((at) => fillAt(at));
    for (const item of items) ledger.insert(item, BUYER, 0);
    void ledger.state;
    steps();
    expect(ledger.remove(items.at(-1) as OrderFill, BUYER)).toBe(true);
    void ledger.state;
    expect(steps()).toBeLessThanOrEqual(PAGE);
  });

  it('what was read as of a time is folded from the page of that time', () => {
    insertAt(upTo(4 * PAGE));
    void ledger.state;
    steps();
    expect(ledger.stateAt(4 * PAGE - 2).quantity).toBe(BigInt(4 * PAGE - 1) * ONE);
    expect(steps()).toBeLessThanOrEqual(PAGE);
  });
});

describe('a ledger', () => {
  it('is in canonical order, however it was filled: fills before adjustments before adoptions of one time', () => {
    const [first, second] = [fillAt(5, '100', { tradeId: '9' }), fillAt(5, '100', { tradeId: '10' })];
    const items: [LedgerItem, FillOwner | null][] = [
      [adoption(5, '2'), null],
      [funding(5, 'b'), null],
      [second, BUYER],
      [funding(5, 'a'), null],
      [first, SELLER],
      [fillAt(4), BUYER],
    ];
    for (const [item, of] of items) ledger.insert(item, of, 0);
    const found = [...ledger.folded()].map(({ item }) => item);
    expect(found).toEqual([fillAt(4), first, second, funding(5, 'a'), funding(5, 'b'), adoption(5, '2')]);
  });

  it('makes of a late item what it would have made of it in time', () => {
    ledger.insert(fillAt(1, '100'), BUYER, 0);
    ledger.insert(fillAt(3, '130'), SELLER, 0);
    expect(ledger.state.realizedPnl).toBe(30n * ONE * ONE * ONE);
    ledger.insert(fillAt(2, '120'), BUYER, 0);
    expect(ledger.state).toMatchObject({ quantity: ONE, realizedPnl: 20n * ONE * ONE * ONE });
  });

  it('counts an item that was taken out no more, and says whether it was there', () => {
    const [kept, gone] = [fillAt(1), fillAt(2)];
    ledger.insert(kept, BUYER, 0);
    ledger.insert(gone, BUYER, 0);
    expect(ledger.state.quantity).toBe(2n * ONE);
    expect(ledger.remove(gone, BUYER)).toBe(true);
    expect(ledger.remove(gone, BUYER)).toBe(false);
    expect(ledger.remove(kept, SELLER)).toBe(false);
    expect([ledger.state.quantity, ledger.size]).toEqual([ONE, 1]);
    expect(ledger.remove(kept, BUYER)).toBe(true);
    expect([ledger.state, ledger.size, ledger.firstChanged]).toEqual([FLAT, 0, Infinity]);
  });

  it('tells items of one place apart, on however many pages they stand', () => {
    const same = upTo(3 * PAGE).map(() => fillAt(7, '100', { tradeId: null }));
    for (const each of same) ledger.insert(each, BUYER, 0);
    void ledger.state;
    for (const each of same.filter((_, at) => at % 2 === 0)) expect(ledger.remove(each, BUYER)).toBe(true);
    expect([...ledger.folded()].map(({ item }) => item)).toEqual(same.filter((_, at) => at % 2 === 1));
    expect(ledger.state.quantity).toBe(BigInt((3 * PAGE) / 2) * ONE);
  });

  it('counts each item once where a page is parted before the place up to which it was folded', () => {
    insertAt(upTo(300));
    expect(ledger.state.quantity).toBe(300n * ONE);
    insertAt(upTo(PAGE, 300));
    insertAt([400]);
    expect(ledger.state.quantity).toBe(BigInt(300 + PAGE + 1) * ONE);
  });

  it('has corrections before everything else, one of each order', () => {
    ledger.insert(fillAt(1, '110'), SELLER, 0);
    ledger.correct(BUYER, correction('1', '100', 3));
    ledger.correct(BUYER, correction('2', '210', 5));
    expect(ledger.state).toMatchObject({ quantity: ONE, realizedPnl: 5n * ONE * ONE * ONE });
    expect([ledger.size, ledger.plainSize, ledger.firstChanged]).toEqual([2, 1, 5]);
    expect([...ledger.folded()].map(({ owner: of }) => of)).toEqual([BUYER, SELLER]);
    expect(ledger.correctionOf(BUYER)?.quantity).toBe(2n * ONE);
    ledger.correct(BUYER, null);
    ledger.correct(SELLER, null);
    expect([ledger.state.quantity, ledger.correctionOf(BUYER)]).toEqual([-ONE, null]);
  });

  it('begins with what was settled', () => {
    insertAt([1]);
    void ledger.state;
    ledger.startFrom({ ...FLAT, quantity: 5n * ONE });
    expect(ledger.state.quantity).toBe(6n * ONE);
    expect(ledger.base.quantity).toBe(5n * ONE);
  });

  it('is as of a time what it was after the last item of that time', () => {
    insertAt([10, 10.5, 20]);
    const at = [9, 10, 11, 19, 20, 99].map((time) => ledger.stateAt(time).quantity / ONE);
    expect(at).toEqual([0n, 2n, 2n, 2n, 3n, 3n]);
  });
});

/** Every order is ready to be settled. */
const isReady = (): boolean => true;

describe('settling a ledger', () => {
  it('takes the beginning that did not change since a time, and folds it into the base', () => {
    for (const [at, changed] of [5, 6, 9, 7].entries()) ledger.insert(fillAt(at), BUYER, changed);
    const before = ledger.state;
    expect(ledger.settle(4, 99, isReady)).toEqual([]);
    const settled = ledger.settle(7, 99, isReady);
    expect(settled.map(({ item, after }) => [item.at, after.quantity])).toEqual([
      [0, ONE],
      [1, 2n * ONE],
    ]);
    expect([ledger.base.quantity, ledger.size, ledger.firstChanged]).toEqual([2n * ONE, 2, 9]);
    expect(ledger.state).toEqual(before);
  });

  it('takes no more than it is told to, across pages', () => {
    insertAt(upTo(3 * PAGE));
    const before = ledger.state;
    let base = 0n;
    for (const limit of [1, PAGE, PAGE - 1, 99]) {
      expect(ledger.settle(0, limit, isReady)).toHaveLength(limit);
      base += BigInt(limit);
      expect([ledger.base.quantity, ledger.state]).toEqual([base * ONE, before]);
    }
    expect([...ledger.folded()][0]?.item.at).toBe(2 * PAGE + 99);
  });

  it('stops before an order that is not ready', () => {
    ledger.insert(fillAt(1), BUYER, 0);
    ledger.insert(fillAt(2), SELLER, 0);
    ledger.insert(fillAt(3), BUYER, 0);
    expect(ledger.settle(0, 99, (of) => of === BUYER).map(({ item }) => item.at)).toEqual([1]);
  });

  it('takes corrections first, by when they were learned', () => {
    ledger.insert(fillAt(1), BUYER, 0);
    ledger.correct(SELLER, correction('1', '100', 5));
    expect(ledger.settle(4, 99, isReady)).toEqual([]);
    const kinds = ledger.settle(5, 99, isReady).map(({ item }) => ('kind' in item ? item.kind : 'fill'));
    expect(kinds).toEqual(['correction', 'fill']);
    expect([ledger.size, ledger.correctionOf(SELLER), ledger.base.quantity]).toEqual([0, null, 2n * ONE]);
  });
});

/** The same as a list that is sorted and folded from the beginning each time. */
class SortedList {
  base: LegState = FLAT;
  items: { readonly item: LedgerItem; readonly owner: FillOwner | null }[] = [];
  corrections: [FillOwner, CorrectionItem][] = [];

  insert(item: LedgerItem, of: FillOwner | null): void {
    this.items.push({ item, owner: of });
  }

  /** Those of one place stay in the order in which they came. */
  sort(): void {
    this.items.sort((left, right) => compareItems(left.item, left.owner, right.item, right.owner));
  }

  correct(of: FillOwner, item: CorrectionItem | null): void {
    this.corrections = this.corrections.filter(([each]) => each !== of);
    if (item !== null) this.corrections.push([of, item]);
    this.corrections.sort(([left], [right]) => (left.key < right.key ? -1 : 1));
  }

  folded(): { readonly item: LedgerItem | CorrectionItem; readonly after: LegState }[] {
    let state = this.base;
    return [
      ...this.corrections.map(([, item]) => ({
        item,
        after: (state = foldCorrection(state, item, UNREGISTERED)),
      })),
      ...this.items.map(({ item, owner: of }) => ({
        item,
        after: (state = foldItem(state, item, of, UNREGISTERED)),
      })),
    ];
  }

  settle(limit: number): void {
    this.base = this.folded()[limit - 1]?.after ?? this.folded().at(-1)?.after ?? this.base;
    const plain = limit - this.corrections.length;
    this.corrections.splice(0, limit);
    if (plain > 0) this.items.splice(0, plain);
  }
}

describe('whatever is inserted, taken out, corrected and settled', () => {
  it.each(upTo(8, 1))('a ledger is what a sorted list is, folded from the beginning (seed %i)', (seed) => {
    const random = new Random(seed);
    const list = new SortedList();
    const owners = [owner('1'), owner('2', 'SELL'), owner('10', 'SELL'), owner('a')];
    // Few times make many items of one place; many make pages that are parted in the middle.
    const span = random.pick([5, 1_000, 100_000]);
    for (let round = 0; round < 8; round++) {
      const count = random.pick([1, 3, 300, 700]);
      const isInOrder = random.chance(30);
      for (let each = 0; each < count; each++) {
        const at = isInOrder ? span + round * 1_000 + each : random.integer(0, span);
        const [item, of] = anItem(random, at, owners);
        ledger.insert(item, of, 0);
        list.insert(item, of);
        if (random.chance(1)) void ledger.state;
      }
      list.sort();
      for (let gone = random.pick([0, 2, 300]); gone > 0 && list.items.length > 0; gone--) {
        const at = random.integer(0, list.items.length - 1);
        const { item, owner: of } = list.items[at] as (typeof list.items)[number];
        list.items.splice(at, 1);
        expect(ledger.remove(item, of)).toBe(true);
        if (random.chance(5)) void ledger.state;
      }
      if (random.chance(30)) {
        const of = random.pick(owners);
        const item = random.chance(30) ? null : correction(random.pick(['1', '-2']), '50');
        ledger.correct(of, item);
        list.correct(of, item);
      }
      if (random.chance(40)) {
        const limit = random.pick([1, 7, 600]);
        ledger.settle(0, limit, () => true);
        list.settle(limit);
      }
      expectSame(ledger, list, random, span);
    }
  });
});

function anItem(random: Random, at: number, owners: readonly FillOwner[]): [LedgerItem, FillOwner | null] {
  const kind = random.integer(0, 19);
  if (kind === 0) return [adoption(at, String(random.integer(0, 3)), '100'), null];
  if (kind === 1) return [funding(at, String(random.integer(0, 9))), null];
  const tradeId = random.pick([null, String(random.integer(0, 30)), `x${random.integer(0, 9)}`]);
  const end = random.pick([null, String(random.integer(1, 9))]);
  return [fillAt(at, `${random.integer(90, 110)}.5`, { tradeId, end }), random.pick(owners)];
}

function expectSame(ours: Ledger, list: SortedList, random: Random, span: number): void {
  const theirs = list.folded();
  const state = theirs.at(-1)?.after ?? list.base;
  expect(ours.state).toEqual(state);
  expect([ours.size, ours.plainSize, ours.base]).toEqual([theirs.length, list.items.length, list.base]);
  const folded = [...ours.folded()];
  expect(folded.every(({ item }, at) => item === theirs[at]?.item)).toBe(true);
  expect(folded.at(-1)?.after ?? list.base).toEqual(state);
  const from = random.integer(0, theirs.length);
  const to = from + random.integer(0, 40);
  expect([...ours.foldedBetween(from, to)].map(({ item, after }) => ({ item, after }))).toEqual(
    theirs.slice(from, to),
  );
  expect([...ours.foldedBetween(theirs.length - 1, theirs.length)].map(({ after }) => after)).toEqual(
    theirs.slice(-1).map(({ after }) => after),
  );
  const time = random.integer(0, span);
  const later = list.items.filter(({ item }) => item.at >= time);
  expect(ours.indexAt(time)).toBe(theirs.length - later.length);
  const end = random.integer(time, span);
  const others = later.filter(({ item, owner }) => owner === null && item.at < end);
  expect([...ours.othersBetween(time, end)]).toEqual(others.map(({ item }) => item));
  const before = theirs.length - later.length;
  const known = before === 0 ? list.base : theirs[before - 1]?.after;
  expect(ours.stateAt(time - 1)).toEqual(known);
}
