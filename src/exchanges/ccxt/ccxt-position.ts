import type { PositionSide } from '../../orders/order.js';
import type { MappedPosition } from '../mapped.js';
import { isRecord, MessageRow } from '../message-row.js';
import { legOf } from './ccxt-leg.js';
import type { CcxtPosition } from './ccxt-structures.js';

const LONG = 'long';
const SHORT = 'short';
type Side = typeof LONG | typeof SHORT;
const SIDES: ReadonlyMap<string, Side | null> = new Map([
  ['long', LONG],
  ['short', SHORT],
  ['both', null],
  ['net', null],
]);

/** What exchanges call the time at which a position was opened. */
const OPENED: readonly string[] = [
  'cTime', 'createTime', 'createdTime', 'created_time', 'createdAt', 'created_at', 'createdAtTimestamp', 'creation_timestamp', 'openTime',
  'open_time', 'openedAt', 'openDate',
]; // prettier-ignore

export interface CcxtPositionsOptions {
  /** Whether the account is in hedge mode, for exchanges that ccxt does not know it of; `false` unless given. */
  readonly hedged?: boolean;
  /** Whether the exchange's realized profit begins anew each time that a position is opened, as OKX's does; `false` unless given. */
  readonly realizedSinceOpening?: boolean;
}

/**
 * A unified position; null for a flat leg of hedge mode that does not tell which one it is. The leg of hedge mode is `side`, or else what
 * the exchange itself sent (Aster's flat legs have no side).
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
  const isHedged = row.raw('hedged') === 'both' ? false : (row.flag('hedged') ?? hedged);
  const positionSide = isHedged ? legOfSide(side, row) : 'NET';
  if (positionSide === null && contracts === '0') return null;
  if (positionSide === null) throw row.fault('side', 'must be long or short in hedge mode');
  return {
    symbol: row.requiredText('symbol'),
    positionSide,
    signedAmount:
      side === null && positionSide === 'NET'
        ? contracts
        : signed(contracts, side === SHORT || positionSide === 'SHORT'),
    entryPrice: contracts === '0' ? null : row.computedPrice('entryPrice'),
    realizedPnl: row.computed('realizedPnl'),
    ...(realizedSinceOpening && { realizedSinceOpening }),
    timestamp: row.timestamp('lastUpdateTimestamp') ?? toldTime(row),
  };
}

/**
 * ccxt's `timestamp` is when the position was updated, or when it was opened, as the exchange tells it. Where the exchange tells when it was
 * opened, it may be that, and then it is no time of what is held.
 */
function toldTime(row: MessageRow<keyof CcxtPosition>): number | null {
  const info = row.raw('info');
  return isRecord(info) && OPENED.some((field) => field in info) ? null : row.timestamp('timestamp');
}

function legOfSide(
  side: Side | null,
  row: MessageRow<keyof CcxtPosition>,
): Exclude<PositionSide, 'NET'> | null {
  if (side !== null) return side === LONG ? 'LONG' : 'SHORT';
  const leg = legOf(row.raw('info'));
  return leg === 'NET' ? null : leg;
}

/** The side tells the sign, also for exchanges whose contracts ccxt leaves signed. */
function signed(contracts: string, isShort: boolean): string {
  const size = contracts.replace('-', '');
  return isShort && size !== '0' ? `-${size}` : size;
}
