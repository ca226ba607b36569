import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AdjustmentsController } from './adjustments.controller.js';
import { FillsController } from './fills.controller.js';
import { InstrumentsController } from './instruments.controller.js';
import { MessagesController } from './messages.controller.js';
import { PnlController } from './pnl.controller.js';
import { TradesController } from './trades.controller.js';
import { BalancesController } from './balances.controller.js';
import { MarketDataController } from './market-data.controller.js';
import { MetadataController } from './metadata.controller.js';
import { OrderUpdatesController } from './order-updates.controller.js';
import { OrdersController } from './orders.controller.js';
import { ReconciliationsController } from './reconciliations.controller.js';
import { ParametersController } from './parameters.controller.js';
import { PositionsController } from './positions.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { QueryGuard } from './query.guard.js';
import { ScopeController } from './scope.controller.js';
import { ScopeGuard } from './scope.guard.js';
import { ScopesController } from './scopes.controller.js';

/** The endpoints of the cache. They translate, nothing more. */
@Module({
  controllers: [
    OrdersController,
    OrderUpdatesController,
    TradesController,
    AdjustmentsController,
    PositionsController,
    FillsController,
    PnlController,
    MessagesController,
    ReconciliationsController,
    InstrumentsController,
    BalancesController,
    MarketDataController,
    ParametersController,
    MetadataController,
    ScopeController,
    ScopesController,
  ],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: ScopeGuard },
    { provide: APP_GUARD, useClass: QueryGuard },
  ],
})
export class HttpModule {}
