import type { OrderSide, PositionSide } from '../../orders/order.js';
import { isRecord } from '../row.js';

/** What an exchange tells of an order or a trade whose side ccxt reads wrongly. */
export interface ToldSide {
  readonly side: OrderSide;
  /** Null where the exchange does not tell the mode. */
  readonly leg: PositionSide | null;
}

type Info = Readonly<Record<string, unknown>>;

const MEXC_SIDES: ReadonlyMap<string, readonly [OrderSide, PositionSide]> = new Map([
  ['1', ['BUY', 'LONG']],
  ['2', ['BUY', 'SHORT']],
  ['3', ['SELL', 'SHORT']],
  ['4', ['SELL', 'LONG']],
]);

const BITGET_LEGS: ReadonlyMap<unknown, 'LONG' | 'SHORT'> = new Map<unknown, 'LONG' | 'SHORT'>([
  ['long', 'LONG'],
  ['short', 'SHORT'],
  ['buy', 'LONG'],
  ['sell', 'SHORT'],
]);

/** Side and leg from what the exchange itself sent, where ccxt reads its side wrongly; null for all other exchanges. */
export function toldSide(info: unknown): ToldSide | null {
  return isRecord(info) ? (mexcSide(info) ?? bitgetSide(info)) : null;
}

/**
 * MEXC's contracts have a figure for side and leg. ccxt reads it as spot's: 2, which closes a short and so buys, as `sell`. It leaves 3 and 4 as
 * they are.
 */
function mexcSide(info: Info): ToldSide | null {
  const told = 'vol' in info ? MEXC_SIDES.get(textOf(info['side'])) : undefined;
  if (told === undefined) return null;
  const [side, leg] = told;
  const mode = textOf(info['positionMode']);
  return { side, leg: mode === '1' ? leg : mode === '2' ? 'NET' : null };
}

/**
 * Bitget's side names the position in hedge mode: an order that closes a long has `buy`, as the one that opened it. ccxt turns it in some of its
 * parsers only.
 */
function bitgetSide(info: Info): ToldSide | null {
  if ((info['posMode'] ?? info['holdMode']) !== 'hedge_mode') return null;
  const leg =
    BITGET_LEGS.get(info['posSide']) ?? BITGET_LEGS.get(info['holdSide']) ?? BITGET_LEGS.get(info['side']);
  const tradeSide = textOf(info['tradeSide']);
  const isClose = tradeSide.includes('close');
  if (leg === undefined || (!isClose && tradeSide !== 'open')) return null;
  return { side: (leg === 'LONG') === isClose ? 'SELL' : 'BUY', leg };
}

function textOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? value.toString() : '';
}
