import { amountsFromPairs, amountsToPairs, sameAmounts } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { exactText, fromExactText, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { InstrumentKind } from '../instruments/instrument.js';
import { POSITION_SIDE_CODES, SIDE_CODES } from '../orders/order-codes.js';
import { idsOfKey } from '../orders/order-key.js';
import type { OrderRecord } from '../orders/order-record.js';
import { NameCodes } from '../stores/name-codes.js';
import { RowReader } from '../stores/row-reader.js';
import { costDigits } from './contract-cost.js';
import type { NamedFills } from './named-fills.js';
import type { HeardTrades, Watermark } from './watermark.js';

/** What an order says that its watermark says too. */
type SaidByOrder = Pick<OrderRecord, 'exchange' | 'symbol' | 'fees'>;

const KIND_CODES = new NameCodes<InstrumentKind>({ spot: 0, linear: 1, inverse: 2 });

/**
 * The payload of a watermark as it is stored under the key of its order: a JSON array of its fields, every amount with all its digits. Then come what
 * was heard by trades, and what the order named, each only where there is such a thing: one begins with a text, the other with a number.
 */
export function encodeWatermark(record: Watermark): string {
  const { trades, named } = record;
  const digits = costDigits(record.kind);
  const row: unknown[] = [
    POSITION_SIDE_CODES.codeOf(record.positionSide),
    SIDE_CODES.codeOf(record.side),
    KIND_CODES.codeOf(record.kind),
    exactText(record.quantity, SCALE),
    exactText(record.cost, digits),
    amountsToPairs(record.fees).flat(),
  ];
  if (trades !== null) {
    row.push(
      exactText(trades.quantity, SCALE),
      exactText(trades.cost, digits),
      amountsToPairs(trades.fees).flat(),
      trades.ids,
      trades.heardAt,
    );
  }
  if (named !== null) row.push(named.unnamedAt, stretchTexts(named, digits));
  return JSON.stringify(row);
}

/**
 * The inverse of `encodeWatermark`.
 *
 * @param order that has the key, if it was read before: what both say is kept once.
 * @param share makes equal names of exchanges and symbols one, where it was not.
 * @throws {TypeError} or {SyntaxError} if the payload is not what that writes.
 */
export function decodeWatermark(
  key: string,
  payload: string,
  order: SaidByOrder | null = null,
  share?: (text: string) => string,
): Watermark {
  const row = new RowReader(payload);
  const { exchange, symbol } = order ?? idsOfKey(key, share);
  const positionSide = POSITION_SIDE_CODES.read(row, 'positionSide');
  const side = SIDE_CODES.read(row, 'side');
  const kind = KIND_CODES.read(row, 'kind');
  const digits = costDigits(kind);
  const record = {
    exchange,
    symbol,
    positionSide,
    side,
    kind,
    quantity: toFixedPoint(row.decimal('quantity')),
    cost: fromExactText(row.decimal('cost'), digits),
    fees: oneOf(amountsFromPairs(row.pairs('fees')), order?.fees ?? null),
    trades: row.isAtEnd || row.isNumberNext ? null : tradesFrom(row, digits),
    named: row.isAtEnd ? null : namedFrom(row, digits),
  };
  row.end();
  return record;
}

function oneOf(fees: Amounts, known: Amounts | null): Amounts {
  return known !== null && sameAmounts(fees, known) ? known : fees;
}

function tradesFrom(row: RowReader, digits: number): HeardTrades {
  return {
    quantity: toFixedPoint(row.decimal('trades.quantity')),
    cost: fromExactText(row.decimal('trades.cost'), digits),
    fees: amountsFromPairs(row.pairs('trades.fees')),
    ids: row.texts('trades.ids'),
    heardAt: row.integer('trades.heardAt'),
  };
}

function stretchTexts({ stretches }: NamedFills, digits: number): string[] {
  return stretches.flatMap(({ end, quantity, cost }) => [
    exactText(end, SCALE),
    exactText(quantity, SCALE),
    exactText(cost, digits),
  ]);
}

function namedFrom(row: RowReader, digits: number): NamedFills {
  const unnamedAt = row.integer('named.unnamedAt');
  const stretches = row.decimals('named.stretches', 3).map(([end, quantity, cost]) => ({
    end: toFixedPoint(end as string),
    quantity: toFixedPoint(quantity as string),
    cost: fromExactText(cost as string, digits),
  }));
  return { stretches, unnamedAt };
}
