import { amountsToObject } from '../../decimal/amounts.js';
import { canonicalDecimal } from '../../decimal/decimal-text.js';
import { fromFixedPoint, SCALE, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import { isRecord, MessageRow } from '../message-row.js';
import { ccxtFees } from './ccxt-fees.js';
import { legOf } from './ccxt-leg.js';
import { replacedNames } from './ccxt-replaced.js';
import type { CcxtOrder } from './ccxt-structures.js';
import { CCXT_SIDES, CCXT_STATUSES } from './ccxt-words.js';
import { mexcSide } from './mexc-side.js';

type OrderRow = MessageRow<keyof CcxtOrder>;

const TRIGGERS = [
  'triggerPrice',
  'stopPrice',
  'stopLossPrice',
  'takeProfitPrice',
] as const satisfies (keyof CcxtOrder)[];

/**
 * A unified order: what it is so far, with no single fill. `closed` reads as FILLED, which is the exchange's word and not inferred from
 * the amounts; `open` with a fill as PARTIALLY_FILLED; without a status it is open. `fee` and `fees` are taken for the order's sum.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapCcxtOrder(exchange: string, order: unknown, place: string): OrderUpdate {
  const row: OrderRow = new MessageRow(order, place);
  const id = idOf(row);
  const clientOrderId = row.text('clientOrderId');
  if (id === null && clientOrderId === null) throw row.fault('id', 'is missing, and clientOrderId too');
  const said = row.choice('status', CCXT_STATUSES) ?? 'ACCEPTED';
  const { amount, filled } = quantities(row, said);
  const type = row.text('type', MAX_NAME)?.toUpperCase() ?? null;
  const fees = ccxtFees(row, place);
  return {
    exchange,
    symbol: row.requiredText('symbol'),
    id,
    clientOrderId,
    status: said === 'ACCEPTED' && filled !== '0' ? 'PARTIALLY_FILLED' : said,
    side: mexcSide(row.raw('info'))?.side ?? row.requiredChoice('side', CCXT_SIDES),
    type,
    timeInForce: row.flag('postOnly') === true ? 'PO' : timeInForce(row),
    price: type === 'MARKET' ? null : price(row),
    amount,
    filled,
    average: filled === '0' ? null : withAllDigits(row.computedPrice('average')),
    cumFees: fees.length === 0 ? null : amountsToObject(fees),
    reduceOnly: row.flag('reduceOnly'),
    positionSide: legOf(row.raw('info')),
    replaces: null,
    ...replacedNames(row.raw('info'), place),
    // ccxt's `timestamp` is when the order was created, which tells nothing of how it is now.
    timestamp: row.timestamp('lastUpdateTimestamp') ?? row.timestamp('lastTradeTimestamp'),
  };
}

/** MEXC gives a conditional order that was not triggered the id 0, which names none. */
function idOf(row: OrderRow): string | null {
  const id = row.text('id');
  return id === '0' ? null : id;
}

/** OKX and BloFin write a price of -1 for a conditional order that trades at market. */
function price(row: OrderRow): string | null {
  const written = row.signedDecimal('price');
  return written === null || written === '0' || written.startsWith('-') ? null : written;
}

function timeInForce(row: OrderRow): string | null {
  return row.text('timeInForce', MAX_NAME)?.toUpperCase() ?? null;
}

/**
 * Of `amount`, `filled` and `remaining` one may be missing. An amount of 0 is one that is not told. `remaining` is below zero for an order that
 * was sized in the quote currency: ccxt takes what was filled, in the base, from an amount in the quote.
 *
 * @throws {UpdateFault} if the order is closed and does not tell what was filled: nobody would ever tell it.
 */
function quantities(
  row: OrderRow,
  status: OrderStatus,
): { readonly amount: string; readonly filled: string } {
  const amount = row.decimal('amount');
  const remaining = row.signedDecimal('remaining');
  const filled = row.decimal('filled') ?? difference(row, amount, remaining);
  const told = status === 'FILLED' && filled === amount && tradesElsewhere(row) ? '0' : filled;
  if (told === null && status === 'FILLED') throw row.fault('filled', 'is missing');
  return { amount: amount ?? sum(row, told, remaining) ?? '0', filled: told ?? '0' };
}

/**
 * Whether a conditional order, which ends by placing another order, does not tell at what it traded itself. ccxt then takes its amount for
 * filled (OKX, Bitget, MEXC, XT, BloFin), which would count twice what the other order fills.
 */
function tradesElsewhere(row: OrderRow): boolean {
  const info = row.raw('info');
  const isConditional =
    TRIGGERS.some((field) => row.signedDecimal(field) !== null) || (isRecord(info) && 'algoId' in info);
  return isConditional && row.computedPrice('average') === null;
}

function difference(row: OrderRow, amount: string | null, remaining: string | null): string | null {
  if (amount === null || remaining === null) return null;
  return quantity(row, toFixedPoint(amount) - toFixedPoint(remaining));
}

function sum(row: OrderRow, filled: string | null, remaining: string | null): string | null {
  if (filled === null || remaining === null) return null;
  return quantity(row, toFixedPoint(filled) + toFixedPoint(remaining));
}

/** Null if it is below zero: then the figures do not belong together. */
function quantity(row: OrderRow, computed: bigint): string | null {
  if (computed < 0n) return null;
  const decimal = canonicalDecimal(fromFixedPoint(computed));
  if (decimal === null) throw row.fault('remaining', 'is too much beside the amount or what was filled');
  return decimal;
}

/**
 * As numbers have no zeros at their end, and ccxt computes an average that is not told, its digits do not tell how far it was rounded: it
 * is written with as many as there can be.
 */
function withAllDigits(average: string | null): string | null {
  const dot = average?.indexOf('.') ?? -1;
  return average === null || dot < 0 ? average : average.padEnd(dot + 1 + SCALE, '0');
}
