import type { MappedPosition } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import { positionRow } from './beautified.js';
import { BINANCE_LEGS } from './binance-words.js';

/**
 * A position of an `ACCOUNT_UPDATE`, which is sent just before the order update that explains it. `realizedPnl` is since ever, before fees.
 *
 * @param timestamp the event's.
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinancePosition(
  message: unknown,
  read: FieldReader,
  timestamp: number | null,
): MappedPosition {
  const row = positionRow(message, read);
  const positionSide = read.requiredChoice(row.ps, 'ps', BINANCE_LEGS);
  const signedAmount = read.signedDecimal(row.pa, 'pa') ?? read.missing('pa');
  const isShort = signedAmount.startsWith('-');
  if (signedAmount !== '0' && positionSide === (isShort ? 'LONG' : 'SHORT'))
    throw read.fault('pa', `must not be ${isShort ? 'below' : 'above'} zero on a ${positionSide} leg`);
  return {
    symbol: read.requiredText(row.s, 's'),
    positionSide,
    signedAmount,
    entryPrice: read.computedPrice(row.ep, 'ep'),
    realizedPnl: read.computed(row.cr, 'cr'),
    timestamp,
  };
}
