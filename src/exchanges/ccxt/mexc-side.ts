import type { OrderSide, PositionSide } from '../../orders/order.js';
import { isRecord } from '../message-row.js';

/** What the figure means that MEXC writes for the side of an order or a trade of contracts. */
export interface MexcSide {
  readonly side: OrderSide;
  /** The leg in hedge mode. */
  readonly leg: PositionSide;
}

const FIGURES: ReadonlyMap<string, MexcSide> = new Map<string, MexcSide>([
  ['1', { side: 'BUY', leg: 'LONG' }],
  ['2', { side: 'BUY', leg: 'SHORT' }],
  ['3', { side: 'SELL', leg: 'SHORT' }],
  ['4', { side: 'SELL', leg: 'LONG' }],
]);

/**
 * The side of an order or a trade of MEXC's contracts, from what MEXC sent; null for any other. ccxt reads the figure as spot's: 2, which closes a
 * short and so buys, as `sell`. It leaves 3 and 4 as they are.
 */
export function mexcSide(info: unknown): MexcSide | null {
  if (!isRecord(info) || !('vol' in info)) return null;
  const { side } = info;
  return typeof side === 'number' || typeof side === 'string' ? (FIGURES.get(side.toString()) ?? null) : null;
}
