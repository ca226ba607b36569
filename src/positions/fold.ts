import { addAmounts } from '../decimal/amounts.js';
import { divideHalfEven, magnitude } from '../decimal/fixed-point.js';
import type { Fill } from './fill.js';
import type { PositionRecord } from './position-record.js';

/**
 * A position after a fill, by average cost: adding grows the cost, reducing realizes, crossing zero closes all and opens the
 * rest at the fill's price. Linear: profit = (exit - entry) x quantity x contract size x direction.
 *
 * The cost is split by one rounded division, at `10^-36`; the part that is left stays in the cost, so that everything paid
 * and received is in the realized profit, exactly, whenever the position is flat.
 *
 * @param at the time of the fill (ms).
 */
export function foldFill(position: PositionRecord, fill: Fill, at: number): PositionRecord {
  const fees = fill.fees.length === 0 ? position.fees : addAmounts(position.fees, fill.fees);
  if (fill.quantity === 0n) return { ...position, fees, updatedAt: at };
  const signed = fill.side === 'BUY' ? fill.quantity : -fill.quantity;
  const before = position.quantity;
  const quantity = before + signed;
  const adds = before === 0n || before > 0n === signed > 0n;
  if (adds) {
    return moved(position, {
      quantity,
      cost: position.cost + fill.cost,
      realizedPnl: position.realizedPnl,
      fees,
      openedAt: before === 0n ? at : position.openedAt,
      closedAt: null,
      updatedAt: at,
    });
  }
  const held = magnitude(before);
  const crosses = fill.quantity > held;
  const closing = crosses ? held : fill.quantity;
  const entryCost = share(position.cost, closing, held);
  const exitCost = share(fill.cost, closing, fill.quantity);
  const profit = before > 0n ? exitCost - entryCost : entryCost - exitCost;
  return moved(position, {
    quantity,
    cost: crosses ? fill.cost - exitCost : position.cost - entryCost,
    realizedPnl: position.realizedPnl + profit * position.contractSize,
    fees,
    openedAt: quantity === 0n ? null : crosses ? at : position.openedAt,
    closedAt: quantity === 0n ? at : null,
    updatedAt: at,
  });
}

/** `cost x part / whole`, half-even; all of it, exactly, where the part is the whole. */
function share(cost: bigint, part: bigint, whole: bigint): bigint {
  return part === whole ? cost : divideHalfEven(cost * part, whole);
}

type Moved = Omit<PositionRecord, 'exchange' | 'symbol' | 'positionSide' | 'contractSize' | 'carried'>;

function moved(position: PositionRecord, to: Moved): PositionRecord {
  return {
    exchange: position.exchange,
    symbol: position.symbol,
    positionSide: position.positionSide,
    contractSize: position.contractSize,
    quantity: to.quantity,
    cost: to.cost,
    realizedPnl: to.realizedPnl,
    fees: to.fees,
    carried: position.carried,
    openedAt: to.openedAt,
    closedAt: to.closedAt,
    updatedAt: to.updatedAt,
  };
}
