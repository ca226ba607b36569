import type { OrderUpdate } from '../orders/order.js';
import type { Leg } from './replay-target.js';
import type { OrderLine, PositionLine, StreamLine } from './stream.js';

export function legOfOrder({ exchange, update }: OrderLine): Leg {
  return { exchange, symbol: update.symbol, positionSide: update.positionSide ?? 'NET' };
}

export function legOfPosition({ exchange, position }: PositionLine): Leg {
  return { exchange, symbol: position.symbol, positionSide: position.positionSide };
}

/** The name of an order: its exchange's id, or its client id where that is not known yet. */
export function orderName({ id, clientOrderId }: OrderUpdate): string {
  return id ?? clientOrderId ?? '';
}

/** A leg as a key for a map, and as it is called in a report. */
export function legKey({ exchange, symbol, positionSide }: Leg): string {
  return `${exchange} ${symbol} ${positionSide}`;
}

/** The first order line of each leg, in the order of the stream. */
export function firstOrders(lines: readonly StreamLine[]): OrderLine[] {
  const first = new Map<string, OrderLine>();
  for (const line of lines) {
    if (line.kind !== 'order') continue;
    const key = legKey(legOfOrder(line));
    if (!first.has(key)) first.set(key, line);
  }
  return [...first.values()];
}
