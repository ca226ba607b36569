import type { PositionSide } from '../orders/order.js';

/** Which leg of a position: where a ledger is. */
export interface Leg {
  readonly exchange: string;
  readonly symbol: string;
  readonly positionSide: PositionSide;
}

/** Exchanges and symbols hold no control characters, so that this one parts them without doubt. */
export function legKey({ exchange, symbol, positionSide }: Leg): string {
  return `${exchange}\u001f${symbol}\u001f${positionSide}`;
}

/** What a key was made of. */
export function legOfKey(key: string): Leg {
  const [exchange, symbol, positionSide] = key.split('\u001f') as [string, string, PositionSide];
  return { exchange, symbol, positionSide };
}
