import { frozenAmounts, NO_AMOUNTS, subtractAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import type { Fill } from '../ledger/fill.js';
import { fromFixedPoint } from '../decimal/fixed-point.js';
import { heldQuantity } from '../ledger/leg-quantity.js';
import { millisecondsOf } from '../ledger/message-time.js';
import { areFeesKnown, costOfFill, feesOfFill, priceOfFill } from '../ledger/order-fill.js';
import type { OrderFill } from '../ledger/order-fill.js';
import type { OrderEntry } from '../orders/order-entry.js';
import type { LegAccount } from '../positions/leg-account.js';
import { entryPriceOf } from '../positions/position-view.js';
import type { FillChanges, FillPair } from './fill-changes.js';
import type { FillChange } from './fill-event.js';
import { FoldedViews } from './folded-views.js';
import type { WantedFill } from './folded-views.js';
import type { FillNumbers } from './fill-numbers.js';
import type { FillOfOrder } from './turn-events.js';

/** The events of what became of the fills of orders, order by order. */
export function fillEvents(
  changes: Iterable<readonly [OrderEntry, FillChanges]>,
  numbers: FillNumbers,
): FillOfOrder[] {
  const changed: WantedFill[] = [];
  for (const [order, its] of changes) for (const pair of its.changed()) changed.push({ order, pair });
  const views = new FoldedViews(changed);
  const events: FillOfOrder[] = [];
  for (const { order, pair } of changed)
    for (const { change, ...fill } of entriesOf(order, pair, views))
      events.push({ order, event: Object.freeze({ number: numbers.next(), change, ...fill }) });
  return events;
}

type FillEntry = Fill & { readonly change: FillChange };

/** What a book has to enter for a fill that is another than before. */
function entriesOf(order: OrderEntry, { account, before, after }: FillPair, views: FoldedViews): FillEntry[] {
  const { kind } = account.ledger.base;
  if (before !== null && after !== null) {
    const isSame = before.quantity === after.quantity && costOfFill(before, kind) === costOfFill(after, kind);
    const fees = subtractAmounts(feesOfFill(after), feesOfFill(before));
    if (isSame && fees.length === 0 && areFeesKnown(before) === areFeesKnown(after)) return [];
    if (isSame) return [viewOf(order, account, after, 'fees', '0', fees)];
  }
  const entries: FillEntry[] = [];
  if (before !== null) {
    const negated = subtractAmounts(NO_AMOUNTS, feesOfFill(before));
    entries.push(viewOf(order, account, before, 'reversal', `-${before.quantity}`, negated));
  }
  if (after !== null)
    entries.push({
      change: 'fill',
      ...(views.of(after) ?? viewOf(order, account, after, 'fill', after.quantity, feesOfFill(after))),
    });
  return entries;
}

function viewOf(
  { record }: OrderEntry,
  account: LegAccount,
  fill: OrderFill,
  change: FillChange,
  quantity: string,
  fees: Amounts,
): FillEntry {
  const { exchange, symbol, positionSide, ledger } = account;
  const { kind } = ledger.base;
  const held = heldQuantity({ positionSide, quantity: ledger.quantity });
  return {
    change,
    exchange,
    symbol,
    positionSide,
    side: record.side,
    orderId: record.id,
    clientOrderId: record.clientOrderId,
    tradeId: fill.tradeId,
    quantity,
    price: priceOfFill(fill, kind),
    fees: frozenAmounts(fees),
    feesKnown: areFeesKnown(fill),
    liquidity: fill.liquidity,
    inferred: fill.inferred === true,
    estimated: fill.estimated === true,
    timestamp: millisecondsOf(fill.at),
    realizedPnl: '0',
    after: Object.freeze({
      signedAmount: fromFixedPoint(held),
      entryPrice: entryPriceOf(ledger.state, positionSide),
    }),
    settled: false,
  };
}
