import { powerOfTen, SCALE } from '../src/decimal/fixed-point.js';
import type { OrderRecord } from '../src/orders/order-record.js';
import { fillBeyond } from '../src/positions/fill.js';
import { foldFill } from '../src/positions/fold.js';
import { flatPosition } from '../src/positions/position-record.js';
import type { PositionRecord } from '../src/positions/position-record.js';
import { freshWatermark } from '../src/positions/watermark.js';
import type { Watermark } from '../src/positions/watermark.js';

const CONTRACT_SIZE_ONE = powerOfTen(SCALE);

/** The cache's own accounting and nothing beside it: the counterpart of `DecimalLedger`. */
export class FixedPointLedger {
  private readonly positions = new Map<string, PositionRecord>();
  private readonly watermarks = new Map<string, Watermark>();

  apply(order: OrderRecord): void {
    const id = order.id as string;
    const counted = this.watermarks.get(id) ?? freshWatermark(order);
    const fill = fillBeyond(order, counted);
    if (fill === null) return;
    this.watermarks.set(id, {
      exchange: counted.exchange,
      symbol: counted.symbol,
      positionSide: counted.positionSide,
      side: counted.side,
      kind: counted.kind,
      quantity: counted.quantity + fill.quantity,
      cost: counted.cost + fill.cost,
      fees: order.fees,
      trades: null,
      named: null,
    });
    const position = this.positions.get(order.symbol) ?? flatPosition(order, CONTRACT_SIZE_ONE);
    this.positions.set(order.symbol, foldFill(position, fill, order.timestamp ?? 0));
  }
}
