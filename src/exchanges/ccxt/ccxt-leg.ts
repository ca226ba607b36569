import type { PositionSide } from '../../orders/order.js';
import { isRecord } from '../message-row.js';

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
 * The leg of an order or a trade: ccxt has no field for it, so that it is read from what the exchange itself sent, as Binance, OKX, Bybit
 * and those that do like them call it. Null where that does not tell it.
 */
export function legOf(info: unknown): PositionSide | null {
  if (!isRecord(info)) return null;
  const said = info['positionSide'] ?? info['posSide'] ?? info['ps'];
  const leg = typeof said === 'string' ? LEGS.get(said.toLowerCase()) : undefined;
  const index = info['positionIdx'];
  return leg ?? INDEXES.get(typeof index === 'number' ? index.toString() : index) ?? null;
}
