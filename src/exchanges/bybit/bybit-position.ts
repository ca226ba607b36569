import type { PositionSide } from '../../orders/order.js';
import type { MappedPosition } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import type { BybitPosition } from './bybit-messages.js';
import { BYBIT_LEGS, BYBIT_SIDES } from './bybit-words.js';

type Position = Fields<keyof BybitPosition>;

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
export function mapBybitPosition(message: unknown, read: FieldReader): MappedPosition {
  const row = read.row<keyof BybitPosition>(message);
  const positionSide = read.requiredChoice(row.positionIdx, 'positionIdx', BYBIT_LEGS);
  return {
    symbol: read.requiredText(row.symbol, 'symbol'),
    positionSide,
    signedAmount: signedAmount(row, read, positionSide),
    entryPrice:
      read.computedPrice(row.entryPrice, 'entryPrice') ?? read.computedPrice(row.avgPrice, 'avgPrice'),
    realizedPnl: read.computed(row.cumRealisedPnl, 'cumRealisedPnl'),
    timestamp: read.timestamp(row.updatedTime, 'updatedTime'),
  };
}

function signedAmount(row: Position, read: FieldReader, leg: PositionSide): string {
  const size = read.requiredDecimal(row.size, 'size');
  // A flat row has no side, or `None`.
  if (size === '0') return size;
  const side = read.requiredChoice(row.side, 'side', BYBIT_SIDES);
  if (LEG_SIDES[leg] !== null && LEG_SIDES[leg] !== side)
    throw read.fault('side', `is not that of a ${leg} leg, which positionIdx says it is`);
  return side === 'SELL' ? `-${size}` : size;
}
