import type { UpdateResult } from '../orders/update-result.js';
import type { PositionGap } from './position.js';

/** What became of an update or a trade that may have moved a position. */
export interface AppliedUpdate extends UpdateResult {
  /** Where the position had to recover fills that were missed, or a leg was closed before it was opened. */
  readonly gap?: PositionGap;
}

/** What became of an adjustment. */
export type AdjustmentResult =
  | { readonly outcome: 'applied' | 'duplicate' }
  | { readonly outcome: 'rejected'; readonly field: string; readonly reason: string };
