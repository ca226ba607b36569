import type { PositionSide } from '../../orders/order.js';
import type { MappedPosition } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import type { BybitPosition } from './bybit-messages.js';
import { BYBIT_LEGS, BYBIT_SIDES } from './bybit-words.js';

type PositionRow = MessageRow<keyof BybitPosition>;

const LEG_SIDES: Readonly<Record<PositionSide, 'BUY' | 'SELL' | null>> = {
  NET: null,
  LONG: 'BUY',
  SHORT: 'SELL',
};

/**
 * A row of the `position` topic. `realizedPnl` is what the symbol and leg realized since ever, after fees and funding.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBybitPosition(message: unknown, place: string): MappedPosition {
  const row: PositionRow = new MessageRow(message, place);
  const positionSide = row.requiredChoice('positionIdx', BYBIT_LEGS);
  return {
    symbol: row.requiredText('symbol'),
    positionSide,
    signedAmount: signedAmount(row, positionSide),
    entryPrice: row.computedPrice('entryPrice') ?? row.computedPrice('avgPrice'),
    realizedPnl: row.computed('cumRealisedPnl'),
    timestamp: row.timestamp('updatedTime'),
  };
}

function signedAmount(row: PositionRow, leg: PositionSide): string {
  const size = row.requiredDecimal('size');
  // A flat row has no side, or `None`.
  if (size === '0') return size;
  const side = row.requiredChoice('side', BYBIT_SIDES);
  if (LEG_SIDES[leg] !== null && LEG_SIDES[leg] !== side)
    throw row.fault('side', `is not that of a ${leg} leg, which positionIdx says it is`);
  return side === 'SELL' ? `-${size}` : size;
}
