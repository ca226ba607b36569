import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { AdjustmentsController } from './adjustments.controller.js';
import { BalanceUpdatesController } from './balance-updates.controller.js';
import { BalancesController } from './balances.controller.js';
import { CancelIntentsController } from './cancel-intents.controller.js';
import { FillsController } from './fills.controller.js';
import { resolveHttpOptions, TradingCacheHttpOptions } from './http-options.js';
import type { TradingCacheHttpModuleOptions } from './http-options.js';
import { InstrumentsController } from './instruments.controller.js';
import { MarketDataChangesController } from './market-data-changes.controller.js';
import { MarketDataController } from './market-data.controller.js';
import { MessagesController } from './messages.controller.js';
import { MetadataChangesController } from './metadata-changes.controller.js';
import { MetadataController } from './metadata.controller.js';
import { NewOrdersController } from './new-orders.controller.js';
import { OrderUpdatesController } from './order-updates.controller.js';
import { OrdersController } from './orders.controller.js';
import { ParameterChangesController } from './parameter-changes.controller.js';
import { ParametersController } from './parameters.controller.js';
import { PnlController } from './pnl.controller.js';
import { PositionsController } from './positions.controller.js';
import { ReconciliationsController } from './reconciliations.controller.js';
import { ScopeController } from './scope.controller.js';
import { ScopesController } from './scopes.controller.js';
import { SyncController } from './sync.controller.js';
import { TradesController } from './trades.controller.js';
import { VisibleScopes } from './visible-scopes.js';

const READING: readonly Type[] = [
  OrdersController,
  PositionsController,
  FillsController,
  PnlController,
  BalancesController,
  MarketDataController,
  ParametersController,
  MetadataController,
  ScopeController,
  ScopesController,
];

const CHANGING: readonly Type[] = [
  NewOrdersController,
  CancelIntentsController,
  OrderUpdatesController,
  TradesController,
  AdjustmentsController,
  MessagesController,
  ReconciliationsController,
  InstrumentsController,
  BalanceUpdatesController,
  MarketDataChangesController,
  ParameterChangesController,
  MetadataChangesController,
  SyncController,
];

/**
 * The endpoints of the cache in a host application, on Express or Fastify. It may be imported several times, each with a path, guards and
 * scopes of its own.
 */
@Module({})
export class TradingCacheHttpModule {
  static forRoot(given: TradingCacheHttpModuleOptions = {}): DynamicModule {
    const options = resolveHttpOptions(given);
    const { path, readOnly } = options;

    /** A class for each mount, because Nest knows the path of a module by its class. */
    @Module({
      controllers: [...READING, ...(readOnly ? [] : CHANGING)],
      providers: [{ provide: TradingCacheHttpOptions, useValue: options }, VisibleScopes],
    })
    class TradingCacheHttpMount {}

    return {
      module: TradingCacheHttpModule,
      imports: [TradingCacheHttpMount, RouterModule.register([{ path, module: TradingCacheHttpMount }])],
    };
  }
}
