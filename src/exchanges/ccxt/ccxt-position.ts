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

const LEG_SIDES: ReadonlyMap<PositionSide | null, Side> = new Map([
  ['LONG', LONG],
  ['SHORT', SHORT],
]);

/** What Poloniex calls the direction in one-way mode. */
const DIRECTIONS: ReadonlyMap<unknown, Side> = new Map<unknown, Side>([
  ['BUY', LONG],
  ['SELL', SHORT],
]);

/** What exchanges call the time at which a position was opened. */
const OPENED: readonly string[] = [
  'cTime', 'ctime', 'createTime', 'createdTime', 'created_time', 'createdAt', 'created_at', 'createdAtTimestamp', 'creation_timestamp', 'creationTime',
  'openTime', 'open_time', 'first_open_time', 'openedTimeNs', 'openedAt', 'openDate',
]; // prettier-ignore

export interface CcxtPositionsOptions {
  /** Whether the account is in hedge mode, where neither ccxt nor what the exchange sent tells it; `false` unless given. */
  readonly hedged?: boolean;
  /** Whether the exchange's realized profit begins anew each time that a position is opened, as OKX's does; `false` unless given. */
  readonly realizedSinceOpening?: boolean;
}

/**
 * A unified position; null for a flat leg of hedge mode that does not tell which one it is. The leg is that which orders are read to have
 * (see `legOf`), where the exchange itself tells one. A side that ccxt leaves out (of Aster's positions) is read from there too.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapCcxtPosition(
  position: unknown,
  place: string,
  { hedged = false, realizedSinceOpening = false }: CcxtPositionsOptions,
): MappedPosition | null {
  const row = new MessageRow<keyof CcxtPosition>(position, place);
  const contracts = row.signedDecimal('contracts');
  // ccxt leaves out what an exchange tells otherwise (Bitfinex, WhiteBit): that is not zero.
  if (contracts === null) throw row.fault('contracts', 'is missing');
  const leg = legOf(row.raw('info'));
  const isHedged = LEG_SIDES.has(leg) || (toldHedged(row) ?? (leg === null && hedged));
  const side = row.choice('side', SIDES) ?? toldSide(row.raw('info'), isHedged);
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
    timestamp: row.timestamp('lastUpdateTimestamp') ?? toldTime(row),
  };
}

function toldHedged(row: MessageRow<keyof CcxtPosition>): boolean | null {
  return row.raw('hedged') === 'both' ? false : row.flag('hedged');
}

/**
 * ccxt's `timestamp` is when the position was updated, or when it was opened, as the exchange tells it. Where the exchange tells when it was
 * opened, it may be that, and then it is no time of what is held.
 */
function toldTime(row: MessageRow<keyof CcxtPosition>): number | null {
  const info = row.raw('info');
  return isRecord(info) && OPENED.some((field) => field in info) ? null : row.timestamp('timestamp');
}

/** The side where only the exchange itself tells it: its leg in hedge mode, or else its direction, or the sign of its amount, which ccxt takes off. */
function toldSide(info: unknown, isHedged: boolean): Side | null {
  if (!isRecord(info)) return null;
  if (isHedged) return LEG_SIDES.get(legOf(info)) ?? null;
  const amount = info['positionAmt'] ?? info['pa'];
  return typeof amount === 'string' && amount.startsWith('-')
    ? SHORT
    : (DIRECTIONS.get(info['side']) ?? null);
}

/** The side tells the sign, also for exchanges whose contracts ccxt leaves signed. */
function signed(contracts: string, isShort: boolean): string {
  const size = contracts.replace('-', '');
  return isShort && size !== '0' ? `-${size}` : size;
}
