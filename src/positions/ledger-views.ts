import { amountsToObject } from '../decimal/amounts.js';
import { exactText, fromFixedPoint, magnitude, SCALE } from '../decimal/fixed-point.js';
import { priceFor } from '../ledger/contract-cost.js';
import type { Fill } from '../ledger/fill.js';
import type { LedgerEntry } from '../ledger/ledger-entry.js';
import type { FoldedItem } from '../ledger/ledger.js';
import { heldQuantity } from '../ledger/leg-quantity.js';
import type { Leg } from '../ledger/leg.js';
import { millisecondsOf } from '../ledger/message-time.js';
import type { HistoryEntry } from './history-entry.js';
import { historyEntry } from './history-entry.js';
import { entryPriceOf } from './position-view.js';

/** What callers see of an item of a ledger. */
export function itemView(leg: Leg, folded: FoldedItem, settled: boolean): LedgerEntry {
  // Settled or not, an item reads the same.
  return entryView(leg, historyEntry(folded, '', 0, false), settled) as LedgerEntry;
}

/** What callers see of an entry of the fill history; null of one that only carries the position. */
export function entryView(leg: Leg, entry: HistoryEntry, settled: boolean): LedgerEntry | null {
  const kind = entry.contractKind;
  const after = Object.freeze({
    signedAmount: fromFixedPoint(heldQuantity({ positionSide: leg.positionSide, quantity: entry.quantity })),
    entryPrice: entryPriceOf({ kind, quantity: entry.quantity, cost: entry.cost }, leg.positionSide),
  });
  const timestamp = millisecondsOf(entry.at);
  switch (entry.kind) {
    case 'opening':
      return null;
    case 'fill':
      return Object.freeze({ kind: 'fill', ...fillFields(leg, entry, after, timestamp, settled) });
    case 'adjustment': {
      const { id, adjustmentKind, quantity, price, amount, currency, reason } = entry.item;
      return Object.freeze({
        kind: 'adjustment',
        id,
        adjustmentKind,
        quantity: fromFixedPoint(quantity),
        price: price === null ? null : fromFixedPoint(price),
        amount: fromFixedPoint(amount),
        currency,
        reason,
        timestamp,
        after,
        settled,
      });
    }
    case 'adoption':
      return Object.freeze({
        kind: 'adoption',
        signedAmount: fromFixedPoint(entry.size),
        entryPrice: entry.entryPrice === null ? null : fromFixedPoint(entry.entryPrice),
        timestamp,
        after,
        settled,
      });
    case 'correction':
      return Object.freeze({
        kind: 'correction',
        orderId: entry.orderId,
        clientOrderId: entry.clientOrderId,
        quantity: fromFixedPoint(entry.size),
        cost: fromFixedPoint(entry.sizeCost, kind === 'inverse' ? 4 * SCALE : 2 * SCALE),
        fees: Object.freeze(amountsToObject(entry.fees)),
        realizedPnl: exactText(entry.realizedPnl, SCALE),
        timestamp,
        after,
        settled,
      });
  }
}

function fillFields(
  { exchange, symbol, positionSide }: Leg,
  entry: Extract<HistoryEntry, { readonly kind: 'fill' | 'correction' }>,
  after: Fill['after'],
  timestamp: number,
  settled: boolean,
): Fill {
  return {
    exchange,
    symbol,
    positionSide,
    side: entry.side,
    orderId: entry.orderId,
    clientOrderId: entry.clientOrderId,
    tradeId: entry.tradeId,
    quantity: fromFixedPoint(entry.size),
    price: fromFixedPoint(priceFor(entry.contractKind, magnitude(entry.size), entry.sizeCost)),
    fees: Object.freeze(amountsToObject(entry.fees)),
    feesKnown: entry.feesKnown,
    liquidity: entry.liquidity,
    inferred: entry.inferred,
    estimated: entry.estimated,
    timestamp,
    realizedPnl: exactText(entry.realizedPnl, SCALE),
    after,
    settled,
  };
}
