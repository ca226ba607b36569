import type { Fill } from '../../ledger/fill.js';
import type { FillFilter, PnlBucket } from '../../ledger/ledger-entry.js';
import type { OrderState } from '../../orders/order-page.js';
import type { Order } from '../../orders/order.js';
import type { PnlQuery } from '../../positions/ledger-queries.js';
import type { PositionFilter } from '../../positions/position-filter.js';
import type { Position } from '../../positions/position.js';
import { scopeName } from '../../stores/scope-id.js';
import type { ScopeId } from '../../stores/scope-id.js';
import type { AppClient } from './app-client.js';
import { PAGE } from './state-source.js';
import type { StateSource } from './state-source.js';

type Query = Readonly<Record<string, string | undefined>>;
interface Page {
  readonly nextCursor: string | null;
}

interface OrdersPage extends Page {
  readonly orders: readonly Order[];
}

interface FillsPage extends Page {
  readonly fills: readonly Fill[];
}

/** A scope that an app serves. */
export class AppSource implements StateSource {
  private readonly prefix: string;

  constructor(
    private readonly app: AppClient,
    scope: ScopeId,
  ) {
    this.prefix = `/v1/scopes/${scopeName(scope)}`;
  }

  async positions(filter: PositionFilter): Promise<readonly Position[]> {
    const path = `${this.prefix}/positions`;
    return (await this.app.get<{ readonly positions: readonly Position[] }>(path, queryOf(filter))).positions;
  }

  async *orders(filter: PositionFilter, state: OrderState): AsyncGenerator<readonly Order[]> {
    const query = { ...queryOf(filter), state, source: 'all', includeCanceling: 'true' };
    for await (const { orders } of this.pages<OrdersPage>('orders', query)) yield orders;
  }

  async *fills(filter: FillFilter): AsyncGenerator<readonly Fill[]> {
    for await (const { fills } of this.pages<FillsPage>('fills', queryOf(filter))) yield fills;
  }

  async pnl(query: PnlQuery): Promise<readonly PnlBucket[]> {
    const path = `${this.prefix}/pnl`;
    return (await this.app.get<{ readonly buckets: readonly PnlBucket[] }>(path, queryOf(query))).buckets;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async *pages<T extends Page>(list: string, query: Query): AsyncGenerator<T> {
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page: T = await this.app.get(`${this.prefix}/${list}`, { ...query, limit: String(PAGE), cursor });
      yield page;
      cursor = page.nextCursor;
    }
  }
}

function queryOf(filter: object): Query {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
}
