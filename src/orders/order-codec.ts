import { amountsFromTexts, amountsToTexts } from '../decimal/amounts.js';
import { RowReader } from '../stores/row-reader.js';
import { POSITION_SIDE_CODES, SIDE_CODES, STATUS_CODES } from './order-codes.js';
import { idsOfKey, orderKey } from './order-key.js';
import type { OrderRecord } from './order-record.js';

/** Stands for the id where it is the one in the key. */
const AS_IN_KEY = 1;

/**
 * The payload of an order as it is stored: a JSON array of its fields in a fixed order, without what the key says already, and without
 * the last ones where they say nothing. Decimals stay text, so that no digit is lost to whoever else reads it.
 *
 * @param key that it is stored under (see `orderKey`).
 */
export function encodeOrder(key: string, record: OrderRecord): string {
  const row: unknown[] = [
    key === orderKey(record) && record.id !== null ? AS_IN_KEY : (record.id ?? 0),
    record.clientOrderId ?? 0,
    STATUS_CODES.codeOf(record.status),
    SIDE_CODES.codeOf(record.side),
    record.type ?? 0,
    record.timeInForce ?? 0,
    record.timestamp,
    record.price ?? 0,
    record.amount,
    record.filled,
    record.average ?? 0,
    record.averageDigits,
    record.lastFilled ?? 0,
    record.lastFilledPrice ?? 0,
    record.tradeId ?? 0,
    record.fee ?? 0,
    record.feeCurrency ?? 0,
    amountsToTexts(record.fees),
    record.feesAsOf,
    record.tradeIds,
    record.heard ? 1 : 0,
  ];
  if (!isPlain(record)) {
    row.push(
      POSITION_SIDE_CODES.codeOf(record.positionSide),
      record.reduceOnly ? 1 : 0,
      record.cancelIntent ? 1 : 0,
      record.idempotencyKey ?? 0,
      record.reason ?? 0,
      record.leftTypes,
    );
  }
  return JSON.stringify(row);
}

/** The inverse of `encodeOrder`. @throws {TypeError} or {SyntaxError} if it is not what `encodeOrder` writes. */
export function decodeOrder(key: string, payload: string): OrderRecord {
  const row = new RowReader(payload);
  const place = idsOfKey(key);
  // As with any object literal, the fields are read in the order in which they stand here.
  const common = {
    exchange: place.exchange,
    symbol: place.symbol,
    id: idFrom(row, place.id),
    clientOrderId: row.optionalText('clientOrderId'),
    status: STATUS_CODES.read(row, 'status'),
    side: SIDE_CODES.read(row, 'side'),
    type: row.optionalText('type'),
    timeInForce: row.optionalText('timeInForce'),
    timestamp: row.optionalInteger('timestamp'),
    price: row.optionalDecimal('price'),
    amount: row.decimal('amount'),
    filled: row.decimal('filled'),
    average: row.optionalDecimal('average'),
    averageDigits: row.integer('averageDigits'),
    lastFilled: row.optionalDecimal('lastFilled'),
    lastFilledPrice: row.optionalDecimal('lastFilledPrice'),
    tradeId: row.optionalText('tradeId'),
    fee: row.optionalDecimal('fee'),
    feeCurrency: row.optionalText('feeCurrency'),
    fees: amountsFromTexts(row.texts('fees')),
    feesAsOf: row.decimal('feesAsOf'),
    tradeIds: row.texts('tradeIds'),
    heard: row.flag('heard'),
  };
