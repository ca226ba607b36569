import type { MappedPosition } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import type { OkxPosition } from './okx-messages.js';
import { OKX_LEGS } from './okx-words.js';

type PositionRow = MessageRow<keyof OkxPosition>;

/**
 * A row of the `positions` channel. `realizedPnl` is profit, fees and funding since the position was opened.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapOkxPosition(message: unknown, place: string): MappedPosition {
  const row: PositionRow = new MessageRow(message, place);
  const isMargin = row.text('instType') === 'MARGIN';
  const positionSide = isMargin ? 'NET' : row.requiredChoice('posSide', OKX_LEGS);
  return {
    symbol: row.requiredText('instId'),
    positionSide,
    signedAmount: isMargin ? marginAmount(row) : contracts(row, positionSide),
    entryPrice: row.computedPrice('avgPx'),
    realizedPnl: row.computed('realizedPnl'),
    realizedSinceOpening: true,
    timestamp: row.timestamp('uTime'),
  };
}

function contracts(row: PositionRow, positionSide: MappedPosition['positionSide']): string {
  const amount = row.signedDecimal('pos');
  if (amount === null) throw row.fault('pos', 'is missing');
  if (positionSide === 'NET' || amount === '0') return amount;
  if (amount.startsWith('-')) throw row.fault('pos', 'must not be negative on a long or short leg');
  return positionSide === 'SHORT' ? `-${amount}` : amount;
}

/** A margin position holds one of its two currencies: the base when it is long; the quote when it is short, and then it owes base. */
function marginAmount(row: PositionRow): string {
  const base = row.requiredText('instId').split('-', 1)[0];
  const held = row.requiredDecimal('pos');
  if (held === '0' || row.text('posCcy') === base) return held;
  if (row.text('liabCcy') !== base) throw row.fault('liabCcy', 'must be the base currency on a short');
  const owed = row.signedDecimal('liab');
  if (owed === null) throw row.fault('liab', 'is missing');
  if (owed !== '0' && !owed.startsWith('-')) throw row.fault('liab', 'must not be positive');
  return owed;
}
