import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amount, amounts, legStates } from '../../test/support/ledger-arbitraries.js';
import { exactText, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import { flatState } from '../ledger/leg-state.js';
import type { LegState } from '../ledger/leg-state.js';
import type { FoldedItem } from '../ledger/ledger.js';
import { costOfFill } from '../ledger/order-fill.js';
import type { OrderFill } from '../ledger/order-fill.js';
import {
  decodeHistoryEntry,
  encodeHistoryEntry,
  hashOf,
  historyEntry,
  nameOfEntry,
  openingEntry,
  realizedStep,
  settledText,
} from './history-entry.js';
import type { HistoryEntry } from './history-entry.js';

const name = fc.string({ minLength: 1, maxLength: 9 });
const orNull = fc.option(name, { nil: null });
const at = fc.integer({ min: -(2 ** 40), max: 2 ** 41 });

/** What every entry has: its accounting is that of its state, where it carries one. */
const common = fc
  .record({
    prev: fc.string(),
    at,
    settledAt: fc.nat(),
    realizedPnl: amount,
    quantity: amount,
    cost: amount,
    state: legStates,
    hasState: fc.boolean(),
  })
  .map(({ hasState, state, ...base }) => ({
    ...base,
    contractKind: state.kind,
    state: hasState ? state : null,
  }));

const details: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('fill' as const, 'correction' as const),
    orderId: orNull,
    clientOrderId: orNull,
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    tradeId: orNull,
    size: amount,
    sizeCost: amount,
    fees: amounts,
    feesKnown: fc.boolean(),
    liquidity: fc.constantFrom(null, 'MAKER' as const, 'TAKER' as const),
    inferred: fc.boolean(),
    estimated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('adjustment' as const),
    item: fc.record({
      kind: fc.constant('adjustment' as const),
      id: name,
      adjustmentKind: fc.constantFrom('FUNDING' as const, 'CORRECTION' as const),
      quantity: amount,
      price: fc.option(amount, { nil: null }),
      amount,
      currency: orNull,
      reason: orNull,
    }),
  }),
  fc.record({
    kind: fc.constant('adoption' as const),
    size: amount,
    entryPrice: fc.option(amount, { nil: null }),
  }),
  fc.record({ kind: fc.constant('opening' as const), stands: fc.string() }),
);

const entries: fc.Arbitrary<HistoryEntry> = fc.tuple(common, details).map(([base, own]) => {
  const entry = { ...base, ...own } as HistoryEntry;
  return entry.kind === 'adjustment' ? { ...entry, item: { ...entry.item, at: base.at } } : entry;
});

describe('what the fill history keeps of an entry', () => {
  it('is read as it was, to the last digit', () => {
    fc.assert(
      fc.property(entries, (each) => expect(decodeHistoryEntry(encodeHistoryEntry(each))).toEqual(each)),
      { numRuns: 500 },
    );
  });

  it('keeps its place: another release reads this text', () => {
    const fill: HistoryEntry = {
      kind: 'fill', prev: 'before', at: 7, settledAt: 9, realizedPnl: -1n, quantity: 1n, cost: 1n, contractKind: 'linear', state: null,
      orderId: '1', clientOrderId: null, side: 'SELL', tradeId: 't', size: 1n, sizeCost: 1n,
      fees: [{ currency: '__proto__', amount: 1n }], feesKnown: true, liquidity: 'MAKER', inferred: true, estimated: false,
    }; // prettier-ignore
    const [tiny, cost] = ['0.000000000000000001', `0.${'1'.padStart(36, '0')}`];
    const text =
      `["before","fill",7,9,"-${tiny}","${tiny}","${cost}","linear",0,` +
      `"1",null,"SELL","t","${tiny}","${cost}",["__proto__","${tiny}"],1,"MAKER",1]`;
    expect(encodeHistoryEntry(fill)).toBe(text);
    expect(decodeHistoryEntry(text)).toEqual(fill);
  });

  it.each(['', '{}', '[]', '["","fill",1,1,"1","1","x","linear",0]', '["","fill",1,1,1,"1","1","linear",0]'])(
    '%j is refused',
    (payload) => {
      expect(() => decodeHistoryEntry(payload)).toThrow(Error);
    },
  );
});

/** Names as exchanges give them, and such as JSON has to escape. */
const orderName = fc.option(
  fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('80001', 'c-1', '\u007f', '"', '\\\\', '\ud800'),
  ),
  { nil: null },
);
const decimal = amount.map((value) => exactText(value, SCALE));
const foldedFills: fc.Arbitrary<FoldedItem> = fc
  .record({
    id: orderName,
    clientOrderId: orderName,
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    tradeId: orderName,
    quantity: decimal,
    price: decimal,
    fee: fc.option(decimal, { nil: null }),
    feeCurrency: orderName,
    fees: fc.option(amounts, { nil: undefined }),
    cost: fc.option(amount, { nil: undefined }),
    liquidity: fc.constantFrom(null, 'MAKER' as const, 'TAKER' as const),
    inferred: fc.constantFrom(undefined, true),
    estimated: fc.constantFrom(undefined, true),
    at: fc.oneof(at, fc.double({ min: -1e12, max: 0, noNaN: true })),
    before: legStates,
    after: legStates,
    isSameTerms: fc.boolean(),
  })
  .map(
    ({ id, clientOrderId, side, before, after, isSameTerms, cost, fees, inferred, estimated, ...fill }) => {
      const owner = { key: '', record: { id, clientOrderId, side } };
      const derived = { ...(cost !== undefined && { cost }), ...(fees !== undefined && { fees }) };
      const told = { ...(inferred && { inferred }), ...(estimated && { estimated }) };
      const item: OrderFill = { ...fill, end: null, ...derived, ...told };
      const { kind, contractSize } = before;
      return {
        item,
        owner,
        of: owner,
        before,
        after: isSameTerms ? { ...after, kind, contractSize } : after,
      };
    },
  );

describe('the text of a fill that is settled', () => {
  it('is the one that its entry makes', () => {
    fc.assert(
      fc.property(foldedFills, fc.boolean(), fc.nat(), (folded, hasState, settledAt) => {
        // Inverse contracts have no price of zero.
        fc.pre(folded.after.kind !== 'inverse' || (folded.item as OrderFill).price !== '0');
        const cost = costOfFill(folded.item as OrderFill, folded.after.kind);
        const entry = historyEntry(folded, 'before', settledAt, hasState);
        expect(settledText(folded, 'before', settledAt, hasState, cost)).toBe(encodeHistoryEntry(entry));
      }),
      { numRuns: 1_000 },
    );
  });
});

function opening(stands: string): HistoryEntry {
  return openingEntry(flatState('linear', 1n), { at: 1, prev: '', stands, settledAt: 2 });
}

describe('the name that an entry is followed on by', () => {
  it('is the hash of its payload; of an opening entry, that of the entry which it stands for', () => {
    const entry = opening('');
    expect(nameOfEntry(entry, encodeHistoryEntry(entry))).toBe(hashOf(encodeHistoryEntry(entry)));
    expect(nameOfEntry(opening('that'), encodeHistoryEntry(opening('that')))).toBe('that');
  });
});

describe('the steps of realized profits, rounded to 18 digits', () => {
  it('add up to the rounded whole, however many do not terminate', () => {
    const unit = powerOfTen(2 * SCALE);
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 30 }), (profits) => {
        const states = [0n, ...profits].map((realizedPnl): LegState => ({ ...flatState('linear', 1n), realizedPnl }));
        const sum = states.slice(1).reduce((total, after, index) => total + realizedStep(states[index] as LegState, after), 0n);
        const apart = sum * unit - (profits.at(-1) as bigint);
        expect(2n * (apart < 0n ? -apart : apart) <= unit).toBe(true);
      }),
    );
  }); // prettier-ignore
});
