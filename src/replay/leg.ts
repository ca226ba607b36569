import type { Leg } from './replay-target.js';
import type { OrderLine, PositionLine } from './stream.js';

export function legOfOrder({ exchange, update }: OrderLine): Leg {
  return { exchange, symbol: update.symbol, positionSide: update.positionSide ?? 'NET' };
}

export function legOfPosition({ exchange, position }: PositionLine): Leg {
  return { exchange, symbol: position.symbol, positionSide: position.positionSide };
}

/** A leg as a key for a map, and as it is called in a report. */
export function legKey({ exchange, symbol, positionSide }: Leg): string {
  return `${exchange} ${symbol} ${positionSide}`;
}
