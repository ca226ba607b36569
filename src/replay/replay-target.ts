import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import type { PositionPlace } from '../positions/position-record.js';

/** A position as far as it is compared. */
export interface PositionHeld {
  readonly signedAmount: string;
  readonly entryPrice: string;
  readonly realizedPnl: string;
  readonly fees: Readonly<Record<string, string>>;
}

export const NOTHING_HELD: PositionHeld = { signedAmount: '0', entryPrice: '0', realizedPnl: '0', fees: {} };

/** Which position is compared: a leg as the exchange names it. */
export type Leg = Omit<PositionPlace, 'positionSide'> & { readonly positionSide: string };

/** Whatever a stream is replayed into: one scope, here or in a running app. */
export interface ReplayTarget {
  /** Whether it has the order of an update: then it was sent this recording before. */
  knows(update: OrderUpdate): Promise<boolean>;
  apply(update: OrderUpdate): Promise<UpdateResult>;
  position(leg: Leg): Promise<PositionHeld>;
}
