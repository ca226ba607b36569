import { byCurrency } from '../decimal/amounts.js';
import type { Amounts, CurrencyAmount } from '../decimal/amounts.js';
import { fractionDigits } from '../decimal/decimal-text.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import type { CheckedUpdate } from './checked-update.js';
import { OPEN_STATUSES, TERMINAL_STATUSES } from './order.js';
import type { OrderStatus, OrderUpdate } from './order.js';
import type { OrderRecord } from './order-record.js';
import {
  assertObject, decimal, liquidity, MAX_ID, MAX_NAME, MAX_REASON, optionalBoolean, optionalDecimal, optionalText, positionSide, requiredDecimal,
  requiredText, side, text, timestamp, typeName,
} from './field-checks.js'; // prettier-ignore
import { UpdateFault } from './update-fault.js';

const MAX_CURRENCIES = 32;

const STATUSES = new Map<unknown, OrderStatus>(
  [...OPEN_STATUSES, ...TERMINAL_STATUSES].map((status): [string, OrderStatus] => [status, status]),
).set('FAILED', 'REJECTED');

const FIELDS = [
  'exchange', 'symbol', 'id', 'clientOrderId', 'formerId', 'replaces', 'status', 'side', 'type', 'timeInForce', 'price', 'amount', 'filled',
  'average', 'lastFilled', 'lastFilledPrice', 'tradeId', 'fee', 'feeCurrency', 'liquidity', 'cumFees', 'reduceOnly', 'positionSide',
  'contractSize', 'reason', 'timestamp',
] as const satisfies readonly (keyof OrderUpdate)[]; // prettier-ignore
/** Each field's place in the list. */
const PLACES: ReadonlyMap<string, number> = new Map(FIELDS.map((field, place) => [field, place]));

/**
 * Checks an update and copies it, so that nothing the caller does to its object later reaches the cache.
 *
 * @param known the record that the update is for, if there is one: text that equals the record's was checked before. What differs with
 *   each fill is not compared with it.
 * @throws {UpdateFault} naming the first field that is wrong.
 */
export function checkUpdate(update: OrderUpdate, known: OrderRecord | null): CheckedUpdate {
  assertObject(update);
  const given = update as { readonly [Field in keyof OrderUpdate]: unknown };
  const id = optionalText(given.id, 'id', MAX_ID, known?.id);
  const clientOrderId = optionalText(given.clientOrderId, 'clientOrderId', MAX_ID, known?.clientOrderId);
  if (id === null && clientOrderId === null)
    throw new UpdateFault('id', 'is missing: give id or clientOrderId');
  const average = priceSaid(given.average);
  const fee = optionalDecimal(given.fee, 'fee', null, true);
  const feeCurrency = optionalText(given.feeCurrency, 'feeCurrency', MAX_NAME, known?.last?.feeCurrency);
  if (fee !== null && fee !== '0' && feeCurrency === null) {
    throw new UpdateFault('feeCurrency', 'is missing: a fee that is not zero needs its currency');
  }
  const checked: CheckedUpdate = {
    exchange: requiredText(given.exchange, 'exchange', MAX_NAME, known?.exchange),
    symbol: requiredText(given.symbol, 'symbol', MAX_ID, known?.symbol),
    id,
    clientOrderId,
    formerId: optionalText(given.formerId, 'formerId', MAX_ID, null),
    replaces: optionalText(given.replaces, 'replaces', MAX_ID, null),
    status: status(given.status),
    side: side(given.side),
    type: optionalText(given.type, 'type', MAX_NAME, known?.facts.type),
    timeInForce: optionalText(given.timeInForce, 'timeInForce', MAX_NAME, known?.facts.timeInForce),
    price: optionalDecimal(given.price, 'price', known?.facts.price),
    amount: requiredDecimal(given.amount, 'amount', known?.facts.amount ?? undefined),
    filled: requiredDecimal(given.filled, 'filled', undefined),
    average,
    averageDigits: average === null ? 0 : fractionDigits(given.average as string),
    lastFilled: optionalDecimal(given.lastFilled, 'lastFilled', null),
    lastFilledPrice: optionalDecimal(given.lastFilledPrice, 'lastFilledPrice', null),
    tradeId: optionalText(given.tradeId, 'tradeId', MAX_ID, null),
    fee,
    feeCurrency,
    liquidity: liquidity(given.liquidity),
    cumFees: currencyAmounts(given.cumFees),
    reduceOnly: optionalBoolean(given.reduceOnly, 'reduceOnly'),
    positionSide: positionSide(given.positionSide),
    contractSize: contractSize(given.contractSize),
    reason: optionalText(given.reason, 'reason', MAX_REASON, known?.facts.reason, true),
    timestamp: timestamp(given.timestamp),
  };
  assertKnownFields(update);
  return checked;
}

/** An average of zero is how some exchanges write that they do not tell one. */
function priceSaid(value: unknown): string | null {
  const average = optionalDecimal(value, 'average', null);
  return average === '0' ? null : average;
}

function status(value: unknown): OrderStatus {
  const known = STATUSES.get(value);
  if (known === undefined)
    throw new UpdateFault('status', `must be one of ${[...STATUSES.keys()].join(', ')}`);
  return known;
}

function contractSize(value: unknown): string | null {
  const size = optionalDecimal(value, 'contractSize', null);
  if (size === '0') throw new UpdateFault('contractSize', 'must be above zero');
  return size;
}

function currencyAmounts(value: unknown): Amounts | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new UpdateFault('cumFees', `must be an object of decimals by currency, not ${typeName(value)}`);
  }
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length > MAX_CURRENCIES) {
    throw new UpdateFault('cumFees', `must hold at most ${MAX_CURRENCIES} currencies`);
  }
  return entries
    .map(([currency, amount]): CurrencyAmount => {
      text(currency, 'cumFees', MAX_NAME, false);
      return { currency, amount: toFixedPoint(decimal(amount, `cumFees.${currency}`, true)) };
    })
    .filter(({ amount }) => amount !== 0n)
    .sort(byCurrency);
}

function assertKnownFields(update: object): void {
  // Not Object.keys: every update comes through here, and this makes no list. Nearly all name their fields in the order of the list.
  let next = 0;
  for (const field in update) {
    while (next < FIELDS.length && FIELDS[next] !== field) next++;
    if (next < FIELDS.length) continue;
    const place = PLACES.get(field);
    if (place === undefined) throw new UpdateFault(field, 'is not a field of an order update; leave it out');
    next = place;
  }
}
