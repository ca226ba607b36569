import { BalanceService } from '../balances/balance.service.js';
import { MarketDataService } from '../market-data/market-data.service.js';
import { OrderService } from '../orders/order.service.js';
import type { OrderHistory } from '../orders/order-history.js';
import type { FillHistory } from '../positions/fill-history.js';
import { ParameterService } from '../parameters/parameter.service.js';
import { PositionService } from '../positions/position.service.js';
import { ReconciliationService } from '../reconciliation/reconciliation.service.js';
import { makeTextsFast } from '../state/fast-texts.js';
import type { Gate } from '../state/gate.js';
import type { ScopeTelemetry } from '../telemetry/scope-telemetry.js';
import { ScopeTables } from './scope-tables.js';
import type { TableOptions } from './scope-tables.js';

/** The tables of one scope, and the services that share them. */
export class ScopeServices {
  readonly tables: ScopeTables;
  readonly orders: OrderService;
  readonly positions: PositionService;
  readonly reconciliation: ReconciliationService;
  readonly balances: BalanceService;
  readonly parameters: ParameterService;
  readonly marketData: MarketDataService;

  constructor(
    options: TableOptions,
    gate: Gate,
    history: OrderHistory & FillHistory,
    telemetry: ScopeTelemetry,
  ) {
    makeTextsFast();
    this.tables = new ScopeTables(options);
    const { orders, positions, instruments, marketData, balances, arrivals, limits } = this.tables;
    this.orders = new OrderService(orders, history, gate, positions, arrivals, telemetry);
    this.positions = new PositionService(
      this.orders,
      positions,
      instruments,
      marketData,
      history,
      gate,
      arrivals,
      options.now,
      telemetry,
    );
    this.reconciliation = new ReconciliationService(this.orders, this.positions);
    this.balances = new BalanceService(balances, gate, limits);
    this.parameters = new ParameterService(this.tables, gate, limits);
    this.marketData = new MarketDataService(marketData, gate);
  }
}
