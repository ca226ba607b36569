import type { PositionSide } from '../../orders/order.js';
import type { MappedPosition } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import type { CcxtPosition } from './ccxt-structures.js';

const LONG = 'long';
const SHORT = 'short';
const SIDES: ReadonlyMap<string, typeof LONG | typeof SHORT | null> = new Map([
  ['long', LONG],
  ['short', SHORT],
  ['both', null],
  ['net', null],
]);

export interface CcxtPositionsOptions {
  /** Whether the account is in hedge mode, for exchanges that ccxt does not know it of; `false` unless given. */
  readonly hedged?: boolean;
  /** Whether the exchange's realized profit begins anew each time that a position is opened, as OKX's does; `false` unless given. */
  readonly realizedSinceOpening?: boolean;
}

/**
 * A unified position; null for a flat leg of hedge mode that does not tell which one it is.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapCcxtPosition(
  position: unknown,
  place: string,
  { hedged = false, realizedSinceOpening = false }: CcxtPositionsOptions,
): MappedPosition | null {
  const row = new MessageRow<keyof CcxtPosition>(position, place);
  const side = row.choice('side', SIDES);
  const contracts = row.signedDecimal('contracts') ?? '0';
  const isHedged = row.flag('hedged') ?? hedged;
  if (isHedged && side === null && contracts === '0') return null;
  if (isHedged && side === null) throw row.fault('side', 'must be long or short in hedge mode');
  const positionSide: PositionSide = !isHedged ? 'NET' : side === LONG ? 'LONG' : 'SHORT';
  return {
    symbol: row.requiredText('symbol'),
    positionSide,
    signedAmount: side === null ? contracts : signed(contracts, side === SHORT),
    entryPrice: contracts === '0' ? null : row.computedPrice('entryPrice'),
    realizedPnl: row.computed('realizedPnl'),
    ...(realizedSinceOpening && { realizedSinceOpening }),
    timestamp: row.timestamp('lastUpdateTimestamp') ?? row.timestamp('timestamp'),
  };
}

/** The side tells the sign, also for exchanges whose contracts ccxt leaves signed. */
function signed(contracts: string, isShort: boolean): string {
  const size = contracts.replace('-', '');
  return isShort && size !== '0' ? `-${size}` : size;
}
