import type { Kind, Leg } from './accounting-oracle.js';

/** A market that is accounted in whichever way a run needs. */
export const MARKET = { exchange: 'x', symbol: 'BASE-QUOTE', base: 'BASE', quote: 'QUOTE' } as const;

/** The ways in which people trade: a name, how a market is accounted, and the legs that are held. */
export const MODES: readonly (readonly [string, Kind, readonly Leg[]])[] = [
  ['one-way', 'linear', ['NET']],
  ['hedge', 'linear', ['LONG', 'SHORT']],
  ['inverse', 'inverse', ['NET']],
  ['inverse hedge', 'inverse', ['LONG', 'SHORT']],
  ['spot', 'spot', ['NET']],
];
