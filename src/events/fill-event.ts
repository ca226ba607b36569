import type { Fill } from '../ledger/fill.js';

/**
 * - `fill`: an order has a fill that it had not.
 * - `reversal`: a fill is none any more: its trade was taken back, or it was inferred and the trades behind it were reported.
 * - `fees`: the fees of a fill became known, or became others.
 */
export type FillChange = 'fill' | 'reversal' | 'fees';

/**
 * What changed of an order's fills, as an entry in a book: the plain sum of `quantity` and `fees` over all events of an order is what its fills are at
 * the end. A reversal has the fill's quantity and fees negated; an event of fees has quantity `"0"`, and by how much the fees changed.
 *
 * `realizedPnl`, `after` and `settled` are as of the end of the turn in which it changed; a reversal and fees realize `"0"`.
 */
export interface FillEvent extends Fill {
  /** Ascending within a scope, also over restarts; not without holes. */
  readonly number: number;
  readonly change: FillChange;
}
