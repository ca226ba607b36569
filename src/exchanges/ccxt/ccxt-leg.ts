import type { PositionSide } from '../../orders/order.js';
import { isRecord } from '../row.js';
import { toldSide } from './told-side.js';

const LEGS: ReadonlyMap<unknown, PositionSide> = new Map<unknown, PositionSide>([
  ['both', 'NET'],
  ['net', 'NET'],
  ['long', 'LONG'],
  ['short', 'SHORT'],
]);

/** Bybit's. */
const INDEXES: ReadonlyMap<unknown, PositionSide> = new Map<unknown, PositionSide>([
  ['0', 'NET'],
  ['1', 'LONG'],
  ['2', 'SHORT'],
]);

/**
 * The leg of an order, a trade or a position, read from what the exchange itself sent, as Binance, OKX, Bybit, HTX, MEXC and those that do like
 * them call it: ccxt has no field for it, and of positions it often leaves out whether they are hedged. Null where that does not tell it.
 */
export function legOf(info: unknown): PositionSide | null {
  if (!isRecord(info)) return null;
  // BingX calls the leg after the direction in one-way mode too, and says here that there is one only.
  if (info['onlyOnePosition'] === true) return 'NET';
  const said = info['positionSide'] ?? info['posSide'] ?? info['ps'] ?? info['position_side'];
  const leg = typeof said === 'string' ? LEGS.get(said.toLowerCase()) : undefined;
  const index = info['positionIdx'];
  return (
    leg ??
    INDEXES.get(typeof index === 'number' ? index.toString() : index) ??
    legOfDirection(info) ??
    toldSide(info)?.leg ??
    null
  );
}

/**
 * HTX's: an order says whether it opens or closes, and that is `both` in one-way mode; a position, in which mode it is held. In hedge mode
 * the direction tells the leg, that of a closing order the other one.
 */
function legOfDirection({
  direction,
  offset,
  position_mode: mode,
}: Readonly<Record<string, unknown>>): PositionSide | null {
  if (offset === 'both' || mode === 'single_side') return 'NET';
  const isOpen = offset === 'open' || (offset === undefined && mode === 'dual_side');
  if ((!isOpen && offset !== 'close') || (direction !== 'buy' && direction !== 'sell')) return null;
  return (direction === 'buy') === isOpen ? 'LONG' : 'SHORT';
}
