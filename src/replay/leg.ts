import type { OrderUpdate } from '../orders/order.js';
import type { Leg } from './replay-target.js';
import type { OrderLine, PositionLine } from './stream.js';

export function legOfOrder({ exchange, update }: OrderLine): Leg {
  return { exchange, symbol: update.symbol, positionSide: update.positionSide ?? 'NET' };
}

export function legOfPosition({ exchange, position }: PositionLine): Leg {
  return { exchange, symbol: position.symbol, positionSide: position.positionSide };
}

/** What an order is called where its exchange's id is not known yet. */
export function orderName({ id, clientOrderId }: OrderUpdate): string {
  return id ?? clientOrderId ?? '';
}

/** A leg as a key for a map, and as it is called in a report. */
export function legKey({ exchange, symbol, positionSide }: Leg): string {
  return `${exchange} ${symbol} ${positionSide}`;
}
