import type { Fill } from '../../ledger/fill.js';
import type { FillFilter, PnlBucket } from '../../ledger/ledger-entry.js';
import type { OrderState } from '../../orders/order-page.js';
import type { Order } from '../../orders/order.js';
import type { PnlQuery } from '../../positions/ledger-queries.js';
import type { PositionFilter } from '../../positions/position-filter.js';
import type { Position } from '../../positions/position.js';

/** A scope that a command looks into: one that an app serves, or one of a store. It changes nothing there. */
export interface StateSource {
  positions(filter: PositionFilter): Promise<readonly Position[]>;
  /** The orders in memory and in the order history, page by page. */
  orders(filter: PositionFilter, state: OrderState): AsyncIterable<readonly Order[]>;
  /** The fills, oldest first, page by page. */
  fills(filter: FillFilter): AsyncIterable<readonly Fill[]>;
  pnl(query: PnlQuery): Promise<readonly PnlBucket[]>;
  close(): Promise<void>;
}

/** How much is asked for at once. */
export const PAGE = 1_000;
