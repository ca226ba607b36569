import type { MappedPosition } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import { POSITION_NAMES, withBinanceNames } from './beautified.js';
import type { BinancePosition } from './binance-messages.js';
import { BINANCE_LEGS } from './binance-words.js';

/**
 * A position of an `ACCOUNT_UPDATE`, which is sent just before the order update that explains it. `realizedPnl` is since ever, before fees.
 *
 * @param timestamp the event's.
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinancePosition(
  message: unknown,
  place: string,
  timestamp: number | null,
): MappedPosition {
  const row = new MessageRow<keyof BinancePosition>(withBinanceNames(message, POSITION_NAMES), place);
  const positionSide = row.requiredChoice('ps', BINANCE_LEGS);
  const signedAmount = row.signedDecimal('pa');
  if (signedAmount === null) throw row.fault('pa', 'is missing');
  const isShort = signedAmount.startsWith('-');
  if (signedAmount !== '0' && positionSide === (isShort ? 'LONG' : 'SHORT'))
    throw row.fault('pa', `must not be ${isShort ? 'below' : 'above'} zero on a ${positionSide} leg`);
  return {
    symbol: row.requiredText('s'),
    positionSide,
    signedAmount,
    entryPrice: row.computedPrice('ep'),
    realizedPnl: row.computed('cr'),
    timestamp,
  };
}
