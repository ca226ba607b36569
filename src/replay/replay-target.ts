import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import type { Leg as PositionLeg } from '../ledger/leg.js';

/** A position as far as it is compared. */
export interface PositionHeld {
  readonly signedAmount: string;
  readonly entryPrice: string;
  readonly realizedPnl: string;
  readonly fees: Readonly<Record<string, string>>;
}

export const NOTHING_HELD: PositionHeld = { signedAmount: '0', entryPrice: '0', realizedPnl: '0', fees: {} };

/** Which position is compared: a leg as the exchange names it. */
export type Leg = Omit<PositionLeg, 'positionSide'> & { readonly positionSide: string };

/** What was held of a leg when a recording began, as a snapshot of the exchange. */
export interface StartAdoption {
  readonly leg: Leg;
  readonly signedAmount: string;
  readonly entryPrice: string;
  /** Units of the base per contract, as the leg's orders say; null if they do not. */
  readonly contractSize: string | null;
  /** The exchange's clock (ms), before the leg's first report. */
  readonly timestamp: number;
}

/** Whatever a stream is replayed into: one scope, here or in a running app. */
export interface ReplayTarget {
  /** Whether it has the order of an update: then it was sent this recording before. */
  knows(update: OrderUpdate): Promise<boolean>;
  apply(update: OrderUpdate): Promise<UpdateResult>;
  /** Makes a leg what was held of it when the recording began. */
  adopt(start: StartAdoption): Promise<void>;
  position(leg: Leg): Promise<PositionHeld>;
  /** The position as of an exchange time (ms), fills of that millisecond included. */
  positionAt(leg: Leg, time: number): Promise<PositionHeld>;
}

/** All that a scope holds, as its queries return it. */
export interface ScopeState {
  readonly orders: readonly object[];
  readonly positions: readonly object[];
  /** Oldest first. */
  readonly fills: readonly object[];
}

/** A scope of its own for one delivery of a stream. */
export interface DeliveryTarget extends ReplayTarget {
  state(): Promise<ScopeState>;
  close(): Promise<void>;
}
