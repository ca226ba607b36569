import { hash } from 'node:crypto';
import { amountsFromPairs, amountsToPairs } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { divideHalfEven, exactText, fromExactText, powerOfTen, SCALE } from '../decimal/fixed-point.js';
import { costDigits } from '../ledger/contract-cost.js';
import type { Liquidity } from '../ledger/execution.js';
import { isFill } from '../ledger/ledger-item.js';
import type { AdjustmentItem } from '../ledger/ledger-item.js';
import type { FoldedItem } from '../ledger/ledger.js';
import type { LegState } from '../ledger/leg-state.js';
import { areFeesKnown, costOfFill, feesOfFill } from '../ledger/order-fill.js';
import type { OrderFill } from '../ledger/order-fill.js';
import type { OrderSide } from '../orders/order.js';
import { quoted } from '../stores/quoted.js';
import { stateFrom, storedState } from './base-record.js';

/** Every so many entries one carries the whole state of its leg, so that a position as of a time is read from few. */
export const STATE_EVERY = 64;

/** What every entry of a fill history has. */
interface EntryBase {
  /** The hash of the entry before; empty for the first. */
  readonly prev: string;
  /** See `message-time.ts`. */
  readonly at: number;
  /** When it was settled, on the cache's own clock (ms). */
  readonly settledAt: number;
  /** By how much the leg's realized profit, rounded to 18 digits, changed by it, in `10^-18`: such steps add up to the whole. */
  readonly realizedPnl: bigint;
  /** The leg after it. */
  readonly quantity: bigint;
  readonly cost: bigint;
  /** How the leg was accounted. */
  readonly contractKind: LegState['kind'];
  /** All of it, on some entries. */
  readonly state: LegState | null;
}

/** What was settled, as the fill history keeps it. Amounts are fixed-point integers. */
export type HistoryEntry = EntryBase &
  (
    | {
        readonly kind: 'fill' | 'correction';
        readonly orderId: string | null;
        readonly clientOrderId: string | null;
        readonly side: OrderSide;
        readonly tradeId: string | null;
        /** Of a correction signed as the leg moved. */
        readonly size: bigint;
        /** What it cost (see `costAt`). */
        readonly sizeCost: bigint;
        readonly fees: Amounts;
        readonly feesKnown: boolean;
        readonly liquidity: Liquidity | null;
        readonly inferred: boolean;
        readonly estimated: boolean;
      }
    | { readonly kind: 'adjustment'; readonly item: AdjustmentItem }
    | { readonly kind: 'adoption'; readonly size: bigint; readonly entryPrice: bigint | null }
    /** What was before is not kept: the leg as it was then. */
    | { readonly kind: 'opening'; readonly stands: string }
  );

/** What an item of a ledger becomes when it is settled. */
export function historyEntry(
  folded: FoldedItem,
  prev: string,
  settledAt: number,
  hasState: boolean,
): HistoryEntry {
  const { item, of, before, after } = folded;
  const state = hasState || isOnOtherTerms(folded) ? after : null;
  const { at } = item;
  const { quantity, cost, kind: contractKind } = after;
  const realizedPnl = realizedStep(before, after);
  const base: EntryBase = { prev, at, settledAt, realizedPnl, quantity, cost, contractKind, state };
  if (isFill(item)) {
    const { id, clientOrderId, side } = (of as NonNullable<typeof of>).record;
    // Field by field: a spread among so many makes an object of several kilobytes.
    return {
      kind: 'fill',
      prev,
      at,
      settledAt,
      realizedPnl,
      quantity,
      cost,
      contractKind,
      state,
      orderId: id,
      clientOrderId,
      side,
      tradeId: item.tradeId,
      size: fromExactText(item.quantity, SCALE),
      sizeCost: costOfFill(item, contractKind),
      fees: feesOfFill(item),
      feesKnown: areFeesKnown(item),
      liquidity: item.liquidity,
      inferred: item.inferred === true,
      estimated: item.estimated === true,
    };
  }
  if (item.kind === 'adjustment') return { ...base, kind: 'adjustment', item };
  if (item.kind === 'adoption')
    return { ...base, kind: 'adoption', size: item.quantity, entryPrice: item.entryPrice };
  const { id, clientOrderId, side } = (of as NonNullable<typeof of>).record;
  return {
    ...base,
    kind: 'correction',
    orderId: id,
    clientOrderId,
    side,
    tradeId: null,
    size: item.quantity,
    sizeCost: item.cost,
    fees: item.fees,
    feesKnown: true,
    liquidity: null,
    inferred: false,
    estimated: false,
  };
}

function isOnOtherTerms({ before, after }: FoldedItem): boolean {
  return after.kind !== before.kind || after.contractSize !== before.contractSize;
}

/**
 * The payload of the entry of an item that is settled, as `encodeHistoryEntry` makes it of `historyEntry`. That of a fill is written without that
 * entry: most are fills, and their amounts are decimals already.
 *
 * @param cost of a fill what it cost, which its settling needs too.
 */
export function settledText(
  folded: FoldedItem,
  prev: string,
  settledAt: number,
  hasState: boolean,
  cost: bigint,
): string {
  const { item, of, before, after } = folded;
  if (!isFill(item)) return encodeHistoryEntry(historyEntry(folded, prev, settledAt, hasState));
  const { id, clientOrderId, side } = (of as NonNullable<typeof of>).record;
  const { tradeId, quantity, liquidity } = item;
  const digits = costDigits(after.kind);
  const state = hasState || isOnOtherTerms(folded) ? JSON.stringify(storedState(after)) : '0';
  const flags = (item.inferred === true ? 1 : 0) + (item.estimated === true ? 2 : 0);
  return (
    `["${prev}","fill",${item.at},${settledAt},"${exactText(realizedStep(before, after), SCALE)}",` +
    `"${exactText(after.quantity, SCALE)}","${exactText(after.cost, digits)}","${after.kind}",${state},` +
    `${nameText(id)},${nameText(clientOrderId)},"${side}",${nameText(tradeId)},"${quantity}",` +
    `"${exactText(cost, digits)}",${feesText(item)},${areFeesKnown(item) ? 1 : 0},` +
    `${liquidity === null ? 'null' : `"${liquidity}"`},${flags}]`
  );
}

function feesText(fill: OrderFill): string {
  const { fee, feeCurrency, fees } = fill;
  if (fees !== undefined) return JSON.stringify(amountsToPairs(fees).flat());
  return fee === null || fee === '0' || feeCurrency === null ? '[]' : `[${quoted(feeCurrency)},"${fee}"]`;
}

function nameText(name: string | null): string {
  return name === null ? 'null' : quoted(name);
}

/**
 * An entry that carries a leg over what is not kept of its history.
 *
 * @param stands the hash of the entry that it stands for; empty where there was none.
 */
export function openingEntry(
  state: LegState,
  {
    at,
    prev,
    stands,
    settledAt,
  }: { readonly at: number; readonly prev: string; readonly stands: string; readonly settledAt: number },
): HistoryEntry {
  const { quantity, cost, kind } = state;
  return {
    kind: 'opening',
    prev,
    at,
    settledAt,
    realizedPnl: 0n,
    quantity,
    cost,
    contractKind: kind,
    state,
    stands,
  };
}

/** The payload of an entry as it is stored. */
export function encodeHistoryEntry(entry: HistoryEntry): string {
  const { kind, prev, at, settledAt, realizedPnl, quantity, cost, contractKind, state } = entry;
  const digits = costDigits(contractKind);
  const base = [
    prev,
    kind,
    at,
    settledAt,
    exactText(realizedPnl, SCALE),
    exactText(quantity, SCALE),
    exactText(cost, digits),
    contractKind,
    state === null ? 0 : storedState(state),
  ];
  switch (kind) {
    case 'opening':
      return JSON.stringify([...base, entry.stands]);
    case 'adjustment': {
      const { item } = entry;
      const { id, adjustmentKind, currency, reason } = item;
      const amounts = [exactText(item.quantity, SCALE), textOr0(item.price), exactText(item.amount, SCALE)];
      return JSON.stringify([...base, id, adjustmentKind, ...amounts, currency, reason]);
    }
    case 'adoption':
      return JSON.stringify([...base, exactText(entry.size, SCALE), textOr0(entry.entryPrice)]);
    case 'fill':
    case 'correction':
      return JSON.stringify([
        ...base,
        entry.orderId,
        entry.clientOrderId,
        entry.side,
        entry.tradeId,
        exactText(entry.size, SCALE),
        exactText(entry.sizeCost, digits),
        amountsToPairs(entry.fees).flat(),
        entry.feesKnown ? 1 : 0,
        entry.liquidity,
        (entry.inferred ? 1 : 0) + (entry.estimated ? 2 : 0),
      ]);
  }
}

/** The inverse of `encodeHistoryEntry`. @throws if the payload is not what that writes. */
export function decodeHistoryEntry(payload: string): HistoryEntry {
  const [prev, kind, at, settledAt, realizedPnl, quantity, cost, contractKind, state, ...rest] = JSON.parse(
    payload,
  ) as [
    string,
    HistoryEntry['kind'],
    number,
    number,
    string,
    string,
    string,
    LegState['kind'],
    0 | ReturnType<typeof storedState>,
    ...unknown[],
  ];
  const digits = costDigits(contractKind);
  const base: EntryBase = {
    prev,
    at,
    settledAt,
    realizedPnl: fromExactText(realizedPnl, SCALE),
    quantity: fromExactText(quantity, SCALE),
    cost: fromExactText(cost, digits),
    contractKind,
    state: state === 0 ? null : stateFrom(state),
  };
  if (kind === 'opening') return { ...base, kind, stands: rest[0] as string };
  if (kind === 'adjustment') {
    const [id, adjustmentKind, size, price, amount, currency, reason] = rest as [
      string,
      AdjustmentItem['adjustmentKind'],
      string,
      string | 0,
      string,
      string | null,
      string | null,
    ];
    const item: AdjustmentItem = {
      kind,
      id,
      adjustmentKind,
      quantity: fromExactText(size, SCALE),
      price: price === 0 ? null : fromExactText(price, SCALE),
      amount: fromExactText(amount, SCALE),
      currency,
      reason,
      at,
    };
    return { ...base, kind, item };
  }
  if (kind === 'adoption') {
    const [size, price] = rest as [string, string | 0];
    return {
      ...base,
      kind,
      size: fromExactText(size, SCALE),
      entryPrice: price === 0 ? null : fromExactText(price, SCALE),
    };
  }
  const [orderId, clientOrderId, side, tradeId, size, sizeCost, fees, feesKnown, liquidity, flags] = rest as [
    string | null,
    string | null,
    OrderSide,
    string | null,
    string,
    string,
    string[],
    number,
    Liquidity | null,
    number,
  ];
  return {
    ...base,
    kind,
    orderId,
    clientOrderId,
    side,
    tradeId,
    size: fromExactText(size, SCALE),
    sizeCost: fromExactText(sizeCost, digits),
    fees: amountsFromPairs(
      Array.from({ length: fees.length / 2 }, (_, index) => [
        fees[2 * index] as string,
        fees[2 * index + 1] as string,
      ]),
    ),
    feesKnown: feesKnown === 1,
    liquidity,
    inferred: (flags & 1) !== 0,
    estimated: (flags & 2) !== 0,
  };
}

/** By how much the realized profit of a leg, rounded to 18 digits, changed, in `10^-18`. */
export function realizedStep(before: LegState, after: LegState): bigint {
  if (after.realizedPnl === before.realizedPnl) return 0n;
  return rounded(after.realizedPnl) - rounded(before.realizedPnl);
}

function rounded(realizedPnl: bigint): bigint {
  return divideHalfEven(realizedPnl, powerOfTen(2 * SCALE));
}

/** The name that the entry after an entry has for it: the hash of its payload, or that of the entry that it stands for. */
export function nameOfEntry(entry: HistoryEntry, payload: string): string {
  return entry.kind === 'opening' && entry.stands !== '' ? entry.stands : hashOf(payload);
}

export function hashOf(payload: string): string {
  return hash('sha256', payload, 'base64url');
}

function textOr0(amount: bigint | null): string | 0 {
  return amount === null ? 0 : exactText(amount, SCALE);
}
