import { byCurrency } from '../decimal/amounts.js';
import type { Amounts, CurrencyAmount } from '../decimal/amounts.js';
import { canonicalDecimal, fractionDigits } from '../decimal/decimal-text.js';
import { toFixedPoint } from '../decimal/fixed-point.js';
import type { CheckedUpdate } from './checked-update.js';
import { OPEN_STATUSES, TERMINAL_STATUSES } from './order.js';
import type { OrderSide, OrderStatus, OrderUpdate, PositionSide } from './order.js';
import type { OrderRecord } from './order-record.js';
import { UpdateFault } from './update-fault.js';

const MAX_NAME = 64;
const MAX_ID = 512;
const MAX_REASON = 2_048;
const MAX_CURRENCIES = 32;
/** The last millisecond that a `Date` can hold. */
const MAX_TIMESTAMP = 8_640_000_000_000_000;

const STATUSES = new Map<unknown, OrderStatus>(
  [...OPEN_STATUSES, ...TERMINAL_STATUSES].map((status): [string, OrderStatus] => [status, status]),
).set('FAILED', 'REJECTED');

const FIELDS = [
  'exchange', 'symbol', 'id', 'clientOrderId', 'status', 'side', 'type', 'timeInForce', 'price', 'amount', 'filled',
  'average', 'lastFilled', 'lastFilledPrice', 'tradeId', 'fee', 'feeCurrency', 'cumFees', 'reduceOnly', 'positionSide',
  'contractSize', 'reason', 'timestamp',
] as const satisfies readonly (keyof OrderUpdate)[]; // prettier-ignore
const KNOWN_FIELDS: ReadonlySet<string> = new Set(FIELDS);

/**
 * Checks an update and copies it, so that nothing the caller does to its object later reaches the cache.
 *
 * @param known the record that the update is for, if there is one: text that equals the record's was checked before.
 * @throws {UpdateFault} naming the first field that is wrong.
 */
export function checkUpdate(update: OrderUpdate, known: OrderRecord | null): CheckedUpdate {
  assertObject(update);
  const given = update as { readonly [Field in keyof OrderUpdate]: unknown };
  const id = optionalText(given.id, 'id', MAX_ID, known?.id);
  const clientOrderId = optionalText(given.clientOrderId, 'clientOrderId', MAX_ID, known?.clientOrderId);
  if (id === null && clientOrderId === null)
    throw new UpdateFault('id', 'is missing: give id or clientOrderId');
  const average = optionalDecimal(given.average, 'average', known?.average);
  const fee = optionalDecimal(given.fee, 'fee', known?.fee, true);
  const feeCurrency = optionalText(given.feeCurrency, 'feeCurrency', MAX_NAME, known?.feeCurrency);
  if (fee !== null && fee !== '0' && feeCurrency === null) {
    throw new UpdateFault('feeCurrency', 'is missing: a fee that is not zero needs its currency');
  }
  const checked: CheckedUpdate = {
    exchange: requiredText(given.exchange, 'exchange', MAX_NAME, known?.exchange),
    symbol: requiredText(given.symbol, 'symbol', MAX_ID, known?.symbol),
    id,
    clientOrderId,
    status: status(given.status),
    side: side(given.side),
    type: optionalText(given.type, 'type', MAX_NAME, known?.type),
    timeInForce: optionalText(given.timeInForce, 'timeInForce', MAX_NAME, known?.timeInForce),
    price: optionalDecimal(given.price, 'price', known?.price),
    amount: requiredDecimal(given.amount, 'amount', known?.amount),
    filled: requiredDecimal(given.filled, 'filled', known?.filled),
    average,
    averageDigits: average === null ? 0 : fractionDigits(given.average as string),
    lastFilled: optionalDecimal(given.lastFilled, 'lastFilled', known?.lastFilled),
    lastFilledPrice: optionalDecimal(given.lastFilledPrice, 'lastFilledPrice', known?.lastFilledPrice),
    tradeId: optionalText(given.tradeId, 'tradeId', MAX_ID, known?.tradeId),
    fee,
    feeCurrency,
    cumFees: currencyAmounts(given.cumFees),
    reduceOnly: optionalBoolean(given.reduceOnly, 'reduceOnly'),
    positionSide: positionSide(given.positionSide, known?.positionSide),
    contractSize: contractSize(given.contractSize),
    reason: optionalText(given.reason, 'reason', MAX_REASON, known?.reason, true),
    timestamp: timestamp(given.timestamp),
  };
  assertKnownFields(update);
  return checked;
}

/** An id that may be missing. @throws {UpdateFault} if it is not plain, non-empty text. */
export function checkId(value: unknown, field: string): string | null {
  return optionalText(value, field, MAX_ID, null);
}

function requiredText(value: unknown, field: string, maxLength: number, known: string | undefined): string {
  if (value === known && known !== undefined) return known;
  if (value === undefined || value === null) throw new UpdateFault(field, 'is missing');
  return text(value, field, maxLength, false);
}

function optionalText(
  value: unknown,
  field: string,
  maxLength: number,
  known: string | null | undefined,
  freeText = false,
): string | null {
  if (value === undefined || value === null) return null;
  return value === known ? known : text(value, field, maxLength, freeText);
}

function text(value: unknown, field: string, maxLength: number, freeText: boolean): string {
  if (typeof value !== 'string') throw new UpdateFault(field, `must be a string, not ${typeName(value)}`);
  if (value === '') throw new UpdateFault(field, 'must not be empty; leave it out or give null');
  if (value.length > maxLength) throw new UpdateFault(field, `must be at most ${maxLength} characters long`);
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (!freeText && (code < 0x20 || (code >= 0x7f && code < 0xa0))) {
      throw new UpdateFault(field, `must not hold control characters, as at position ${at}`);
    }
    if (code >= 0xd800 && code < 0xe000 && !value.isWellFormed()) {
      throw new UpdateFault(field, 'must be well-formed Unicode text');
    }
  }
  return value;
}

function requiredDecimal(value: unknown, field: string, known: string | undefined): string {
  if (value === known && known !== undefined) return known;
  if (value === undefined || value === null) throw new UpdateFault(field, 'is missing');
  return decimal(value, field, false);
}

function optionalDecimal(
  value: unknown,
  field: string,
  known: string | null | undefined,
  signed = false,
): string | null {
  if (value === undefined || value === null) return null;
  return value === known ? known : decimal(value, field, signed);
}

function decimal(value: unknown, field: string, signed: boolean): string {
  if (typeof value !== 'string') {
    throw new UpdateFault(field, `must be a decimal string such as "0.1", not ${typeName(value)}`);
  }
  const canonical = canonicalDecimal(value);
  if (canonical === null) {
    throw new UpdateFault(
      field,
      'must be a decimal of at most 18 integer and 18 fraction digits, without exponent',
    );
  }
  if (!signed && canonical.startsWith('-')) throw new UpdateFault(field, 'must not be negative');
  return canonical;
}

function status(value: unknown): OrderStatus {
  const known = STATUSES.get(value);
  if (known === undefined)
    throw new UpdateFault('status', `must be one of ${[...STATUSES.keys()].join(', ')}`);
  return known;
}

function side(value: unknown): OrderSide {
  if (value !== 'BUY' && value !== 'SELL') throw new UpdateFault('side', 'must be BUY or SELL');
  return value;
}

function positionSide(value: unknown, known: PositionSide | undefined): PositionSide {
  if (value === undefined || value === null) return known ?? 'NET';
  if (value !== 'NET' && value !== 'LONG' && value !== 'SHORT')
    throw new UpdateFault('positionSide', 'must be NET, LONG or SHORT');
  return value;
}

function contractSize(value: unknown): string | null {
  const size = optionalDecimal(value, 'contractSize', null);
  if (size === '0') throw new UpdateFault('contractSize', 'must be above zero');
  return size;
}

function optionalBoolean(value: unknown, field: string): boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'boolean')
    throw new UpdateFault(field, `must be true or false, not ${typeName(value)}`);
  return value;
}

function timestamp(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > MAX_TIMESTAMP) {
    throw new UpdateFault('timestamp', 'must be integer milliseconds since the epoch');
  }
  return value as number;
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

/** @throws {UpdateFault} if what should be an update is not even an object. */
export function assertObject(update: unknown): asserts update is object {
  if (typeof update !== 'object' || update === null || Array.isArray(update)) {
    throw new UpdateFault('update', `must be an object, not ${typeName(update)}`);
  }
}

function assertKnownFields(update: object): void {
  // Not Object.keys: every update comes through here, and this makes no list.
  for (const field in update) {
    if (!KNOWN_FIELDS.has(field)) {
      throw new UpdateFault(field, 'is not a field of an order update; leave it out');
    }
  }
}

/** What a value is, in the words of JSON. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
