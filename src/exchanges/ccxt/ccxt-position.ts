import type { PositionSide } from '../../orders/order.js';
import type { MappedPosition } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import { isRecord, ownField } from '../row.js';
import type { Fields } from '../row.js';
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
  message: unknown,
  read: FieldReader,
  { hedged = false, realizedSinceOpening = false }: CcxtPositionsOptions,
): MappedPosition | null {
  const position = read.row<keyof CcxtPosition>(message);
  const { info } = position;
  // ccxt leaves out what an exchange tells otherwise (Bitfinex, WhiteBit): that is not zero.
  const contracts = sizeOf(position, read) ?? read.missing('contracts');
  const leg = legOf(info);
  const isHedged = LEG_SIDES.has(leg) || (toldHedged(position, read) ?? (leg === null && hedged));
  const side = read.choice(position.side, 'side', SIDES) ?? toldSide(info, isHedged);
  if (isHedged && side === null && contracts === '0') return null;
  if (isHedged && side === null) throw read.fault('side', 'must be long or short in hedge mode');
  const positionSide: PositionSide = !isHedged ? 'NET' : side === LONG ? 'LONG' : 'SHORT';
  return {
    symbol: read.requiredText(position.symbol, 'symbol'),
    positionSide,
    signedAmount: side === null ? contracts : signed(contracts, side === SHORT),
    entryPrice: contracts === '0' ? null : read.computedPrice(position.entryPrice, 'entryPrice'),
    realizedPnl: read.computed(position.realizedPnl, 'realizedPnl'),
    ...(realizedSinceOpening && { realizedSinceOpening }),
    timestamp:
      read.timestamp(position.lastUpdateTimestamp, 'lastUpdateTimestamp') ?? toldTime(position, read),
  };
}

/** ccxt gives what can still be closed for the size (CoinEx, DigiFinex), or what open orders would make it (Backpack): the size is beside it. */
const SIZES: readonly (readonly [given: string, size: string])[] = [
  ['close_avbl', 'open_interest'],
  ['avail_position', 'position'],
  ['netExposureQuantity', 'netQuantity'],
];

function sizeOf({ info, contracts }: Fields<keyof CcxtPosition>, read: FieldReader): string | null {
  if (isRecord(info)) {
    const size = SIZES.find((fields) => fields.every((field) => field in info))?.[1];
    if (size !== undefined) return read.at('info').signedDecimal(ownField(info, size), size);
  }
  return read.signedDecimal(contracts, 'contracts');
}

function toldHedged({ hedged }: Fields<keyof CcxtPosition>, read: FieldReader): boolean | null {
  return hedged === 'both' ? false : read.flag(hedged, 'hedged');
}

/**
 * ccxt's `timestamp` is when the position was updated, or when it was opened, as the exchange tells it. Where the exchange tells when it was
 * opened, it may be that, and then it is no time of what is held.
 */
function toldTime({ info, timestamp }: Fields<keyof CcxtPosition>, read: FieldReader): number | null {
  return isRecord(info) && OPENED.some((field) => field in info)
    ? null
    : read.timestamp(timestamp, 'timestamp');
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
