import type { OrderUpdate, PositionSide } from '../orders/order.js';

/** What an exchange says is held of one leg. `null` means the same as leaving a field out. */
export interface PositionSnapshot {
  /** The snapshot's, where it is given. */
  readonly exchange?: string | null;
  readonly symbol: string;
  /** NET unless given. */
  readonly positionSide?: PositionSide | null;
  /** In contracts, signed: negative for a short, `"0"` when flat. */
  readonly signedAmount: string;
  readonly entryPrice?: string | null;
  /** The exchange's own realized profit, before or after fees and funding: only how it changes from one snapshot to the next is compared. */
  readonly realizedPnl?: string | null;
  /** Whether `realizedPnl` begins anew each time that the position is opened, as OKX's does; `false` unless given. */
  readonly realizedSinceOpening?: boolean | null;
  /** The exchange's clock (ms). */
  readonly timestamp?: number | null;
}

/** An open order as an exchange lists it; its exchange is the snapshot's. */
export type OpenOrderSnapshot = Omit<OrderUpdate, 'exchange'> & { readonly exchange?: string | null };

/** What an exchange says of itself at one moment. */
export interface Snapshot {
  readonly exchange: string;
  /** Whether the lists hold all that there is, so that what is missing in them is not there. A list of one symbol is not complete. */
  readonly complete: boolean;
  /** The time of all of it, on the exchange's clock (ms). Without one, each position counts as of its own time, else as of now. */
  readonly timestamp?: number | null;
  /** Left out or null where they were not asked for, or could not be fetched: then nothing is concluded. */
  readonly positions?: readonly PositionSnapshot[] | null;
  readonly openOrders?: readonly OpenOrderSnapshot[] | null;
}
