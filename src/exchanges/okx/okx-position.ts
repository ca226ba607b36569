import type { MappedPosition } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import type { Fields } from '../row.js';
import type { OkxPosition } from './okx-messages.js';
import { OKX_LEGS } from './okx-words.js';

type Position = Fields<keyof OkxPosition>;

/**
 * A row of the `positions` channel. `realizedPnl` is profit, fees and funding since the position was opened.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapOkxPosition(message: unknown, read: FieldReader): MappedPosition {
  const row = read.row<keyof OkxPosition>(message);
  const isMargin = read.text(row.instType, 'instType') === 'MARGIN';
  const positionSide = isMargin ? 'NET' : read.requiredChoice(row.posSide, 'posSide', OKX_LEGS);
  return {
    symbol: read.requiredText(row.instId, 'instId'),
    positionSide,
    signedAmount: isMargin ? marginAmount(row, read) : contracts(row, read, positionSide),
    entryPrice: read.computedPrice(row.avgPx, 'avgPx'),
    realizedPnl: read.computed(row.realizedPnl, 'realizedPnl'),
    realizedSinceOpening: true,
    timestamp: read.timestamp(row.uTime, 'uTime'),
  };
}

function contracts(
  { pos }: Position,
  read: FieldReader,
  positionSide: MappedPosition['positionSide'],
): string {
  const amount = read.signedDecimal(pos, 'pos') ?? read.missing('pos');
  if (positionSide === 'NET' || amount === '0') return amount;
  if (amount.startsWith('-')) throw read.fault('pos', 'must not be negative on a long or short leg');
  return positionSide === 'SHORT' ? `-${amount}` : amount;
}

/** A margin position holds one of its two currencies: the base when it is long; the quote when it is short, and then it owes base. */
function marginAmount(row: Position, read: FieldReader): string {
  const base = read.requiredText(row.instId, 'instId').split('-', 1)[0];
  const held = read.requiredDecimal(row.pos, 'pos');
  if (held === '0' || read.text(row.posCcy, 'posCcy') === base) return held;
  if (read.text(row.liabCcy, 'liabCcy') !== base)
    throw read.fault('liabCcy', 'must be the base currency on a short');
  const owed = read.signedDecimal(row.liab, 'liab') ?? read.missing('liab');
  if (owed !== '0' && !owed.startsWith('-')) throw read.fault('liab', 'must not be positive');
  return owed;
}
