import { amountsFromPairs, amountsToPairs } from '../decimal/amounts.js';
import { RowReader } from '../stores/row-reader.js';
import { POSITION_SIDE_CODES, SIDE_CODES, STATUS_CODES } from './order-codes.js';
import { idsOfKey, orderKey } from './order-key.js';
import type { OrderRecord } from './order-record.js';

/** Stands for an id that is the one in the key. */
const AS_IN_KEY = 1;
/** Stands for a trade id that is the last of those whose fees are counted. */
const LAST_COUNTED = 1;
/** Where that is not read yet. */
const UNREAD = '';
const NO_TYPES: readonly string[] = Object.freeze([]);

/**
 * The payload of an order as it is stored: a JSON array of its fields, without their names, without what the key says already, and
 * without the last ones where they say nothing.
 *
 * @param key that it is stored under (see `orderKey`).
 */
export function encodeOrder(key: string, record: OrderRecord): string {
  const row: unknown[] = [
    record.id !== null && key === orderKey(record) ? AS_IN_KEY : (record.id ?? 0),
    record.timestamp,
    record.heard ? 1 : 0,
    record.clientOrderId ?? 0,
    STATUS_CODES.codeOf(record.status),
    SIDE_CODES.codeOf(record.side),
    record.type ?? 0,
    record.timeInForce ?? 0,
    record.price ?? 0,
    record.amount,
    record.filled,
    record.average ?? 0,
    record.averageDigits,
    record.lastFilled ?? 0,
    record.lastFilledPrice ?? 0,
    codeOfTrade(record),
    record.fee ?? 0,
    record.feeCurrency ?? 0,
    amountsToPairs(record.fees).flat(),
    record.feesAsOf,
    record.tradeIds,
  ];
  if (!isPlain(record)) {
    row.push(
      record.reduceOnly ? 1 : 0,
      POSITION_SIDE_CODES.codeOf(record.positionSide),
      record.reason ?? 0,
      record.leftTypes,
      record.cancelIntent ? 1 : 0,
      record.idempotencyKey ?? 0,
    );
  }
  return JSON.stringify(row);
}

/**
 * The inverse of `encodeOrder`.
 *
 * @param share makes equal names of exchanges and symbols one.
 * @throws {TypeError} or {SyntaxError} if the payload is not what that writes.
 */
export function decodeOrder(key: string, payload: string, share?: (text: string) => string): OrderRecord {
  const row = new RowReader(payload);
  const place = idsOfKey(key, share);
  const id = row.is(AS_IN_KEY) ? place.id : row.optionalText('id');
  const timestamp = row.optionalInteger('timestamp');
  const heard = row.flag('heard');
  // Fields stand in the order that merging gives them, so that the records of both have one shape.
  const record: { -readonly [Field in keyof OrderRecord]: OrderRecord[Field] } = {
    exchange: place.exchange,
    symbol: place.symbol,
    id,
    clientOrderId: row.optionalText('clientOrderId'),
    status: STATUS_CODES.read(row, 'status'),
    side: SIDE_CODES.read(row, 'side'),
    type: row.optionalText('type'),
    timeInForce: row.optionalText('timeInForce'),
    price: row.optionalDecimal('price'),
    amount: row.decimal('amount'),
    filled: row.decimal('filled'),
    average: row.optionalDecimal('average'),
    averageDigits: row.integer('averageDigits'),
    lastFilled: row.optionalDecimal('lastFilled'),
    lastFilledPrice: row.optionalDecimal('lastFilledPrice'),
    tradeId: row.is(LAST_COUNTED) ? UNREAD : row.optionalText('tradeId'),
    fee: row.optionalDecimal('fee'),
    feeCurrency: row.optionalText('feeCurrency'),
    fees: amountsFromPairs(row.pairs('fees')),
    feesAsOf: row.decimal('feesAsOf'),
    tradeIds: row.texts('tradeIds'),
    reduceOnly: false,
    positionSide: 'NET',
    reason: null,
    timestamp,
    heard,
    leftTypes: NO_TYPES,
    cancelIntent: false,
    idempotencyKey: null,
  };
  if (record.tradeId === UNREAD) record.tradeId = record.tradeIds.at(-1) ?? null;
  if (!row.isAtEnd) {
    record.reduceOnly = row.flag('reduceOnly');
    record.positionSide = POSITION_SIDE_CODES.read(row, 'positionSide');
    record.reason = row.optionalText('reason');
    record.leftTypes = row.texts('leftTypes');
    record.cancelIntent = row.flag('cancelIntent');
    record.idempotencyKey = row.optionalText('idempotencyKey');
  }
  row.end();
  return record;
}

function codeOfTrade({ tradeId, tradeIds }: OrderRecord): unknown {
  return tradeId !== null && tradeId === tradeIds.at(-1) ? LAST_COUNTED : (tradeId ?? 0);
}

/** Whether it is as most orders are, so that its last fields need not be written. */
function isPlain(record: OrderRecord): boolean {
  return (
    !record.reduceOnly &&
    record.positionSide === 'NET' &&
    record.reason === null &&
    record.leftTypes.length === 0 &&
    !record.cancelIntent &&
    record.idempotencyKey === null
  );
}
