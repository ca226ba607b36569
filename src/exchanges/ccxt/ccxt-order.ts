import { amountsToObject } from '../../decimal/amounts.js';
import { canonicalDecimal } from '../../decimal/decimal-text.js';
import { fromFixedPoint, SCALE, toFixedPoint } from '../../decimal/fixed-point.js';
import { MAX_NAME } from '../../orders/field-checks.js';
import type { OrderStatus, OrderUpdate } from '../../orders/order.js';
import type { FieldReader } from '../field-reader.js';
import { isRecord } from '../row.js';
import type { Fields } from '../row.js';
import { ccxtFees } from './ccxt-fees.js';
import { legOf } from './ccxt-leg.js';
import { replacedNames } from './ccxt-replaced.js';
import type { CcxtOrder } from './ccxt-structures.js';
import { CCXT_SIDES, CCXT_STATUSES } from './ccxt-words.js';
import { toldSide } from './told-side.js';

type Order = Fields<keyof CcxtOrder>;

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
export function mapCcxtOrder(exchange: string, message: unknown, read: FieldReader): OrderUpdate {
  const order = read.row<keyof CcxtOrder>(message);
  const { info } = order;
  const id = idOf(order, read);
  const clientOrderId = read.text(order.clientOrderId, 'clientOrderId');
  if (id === null && clientOrderId === null) throw read.fault('id', 'is missing, and clientOrderId too');
  const said = read.choice(order.status, 'status', CCXT_STATUSES) ?? 'ACCEPTED';
  const { amount, filled } = quantities(order, read, said);
  const type = upperCase(read.text(order.type, 'type', MAX_NAME));
  const fees = ccxtFees(order, read);
  const replaced = replacedNames(info, read);
  return {
    exchange,
    symbol: read.requiredText(order.symbol, 'symbol'),
    id,
    clientOrderId: replaced.clientOrderId ?? clientOrderId,
    status: said === 'ACCEPTED' && filled !== '0' ? 'PARTIALLY_FILLED' : said,
    side: toldSide(info)?.side ?? read.requiredChoice(order.side, 'side', CCXT_SIDES),
    type,
    timeInForce: read.flag(order.postOnly, 'postOnly') === true ? 'PO' : timeInForce(order, read),
    price: type === 'MARKET' ? null : price(order, read),
    amount,
    filled,
    average: filled === '0' ? null : withAllDigits(read.computedPrice(order.average, 'average')),
    cumFees: fees.length === 0 ? null : amountsToObject(fees),
    reduceOnly: read.flag(order.reduceOnly, 'reduceOnly'),
    positionSide: legOf(info),
    replaces: replaced.replaces,
    // ccxt's `timestamp` is when the order was created, which tells nothing of how it is now.
    timestamp:
      read.timestamp(order.lastUpdateTimestamp, 'lastUpdateTimestamp') ??
      read.timestamp(order.lastTradeTimestamp, 'lastTradeTimestamp'),
  };
}

/** MEXC gives a conditional order that was not triggered the id 0, which names none. */
function idOf(order: Order, read: FieldReader): string | null {
  const id = read.text(order.id, 'id');
  return id === '0' ? null : id;
}

/** OKX and BloFin write a price of -1 for a conditional order that trades at market. */
function price(order: Order, read: FieldReader): string | null {
  const written = read.signedDecimal(order.price, 'price');
  return written === null || written === '0' || written.startsWith('-') ? null : written;
}

function timeInForce(order: Order, read: FieldReader): string | null {
  return upperCase(read.text(order.timeInForce, 'timeInForce', MAX_NAME));
}

function upperCase(text: string | null): string | null {
  return text === null ? null : text.toUpperCase();
}

/**
 * Of `amount`, `filled` and `remaining` one may be missing. An amount of 0 is one that is not told. `remaining` is below zero for an order that
 * was sized in the quote currency: ccxt takes what was filled, in the base, from an amount in the quote.
 *
 * @throws {UpdateFault} if the order is closed and does not tell what was filled: nobody would ever tell it.
 */
function quantities(
  order: Order,
  read: FieldReader,
  status: OrderStatus,
): { readonly amount: string; readonly filled: string } {
  const amount = read.decimal(order.amount, 'amount');
  const remaining = read.signedDecimal(order.remaining, 'remaining');
  const filled = read.decimal(order.filled, 'filled') ?? difference(amount, remaining, read);
  const told = status === 'FILLED' && filled === amount && tradesElsewhere(order, read) ? '0' : filled;
  if (told === null && status === 'FILLED') throw read.fault('filled', 'is missing');
  return { amount: amount ?? sum(told, remaining, read) ?? '0', filled: told ?? '0' };
}

/**
 * Whether a conditional order, which ends by placing another order, does not tell at what it traded itself. ccxt then takes its amount for
 * filled (OKX, Bitget, MEXC, XT, BloFin), which would count twice what the other order fills.
 */
function tradesElsewhere(order: Order, read: FieldReader): boolean {
  const { info } = order;
  const isConditional =
    TRIGGERS.some((field) => read.signedDecimal(order[field], field) !== null) ||
    (isRecord(info) && 'algoId' in info);
  return isConditional && read.computedPrice(order.average, 'average') === null;
}

function difference(amount: string | null, remaining: string | null, read: FieldReader): string | null {
  if (amount === null || remaining === null) return null;
  return quantity(toFixedPoint(amount) - toFixedPoint(remaining), read);
}

function sum(filled: string | null, remaining: string | null, read: FieldReader): string | null {
  if (filled === null || remaining === null) return null;
  return quantity(toFixedPoint(filled) + toFixedPoint(remaining), read);
}

/** Null if it is below zero: then the figures do not belong together. */
function quantity(computed: bigint, read: FieldReader): string | null {
  if (computed < 0n) return null;
  const decimal = canonicalDecimal(fromFixedPoint(computed));
  if (decimal === null) throw read.fault('remaining', 'is too much beside the amount or what was filled');
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
