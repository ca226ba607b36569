import type { Type } from '@nestjs/common';
import { AdjustmentsController } from './adjustments.controller.js';
import { BalanceUpdatesController } from './balance-updates.controller.js';
import { BalancesController } from './balances.controller.js';
import { CancelIntentsController } from './cancel-intents.controller.js';
import { EventsController } from './events.controller.js';
import { FillsController } from './fills.controller.js';
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

/** The controllers whose endpoints change nothing. */
export const READING_CONTROLLERS: readonly Type[] = [
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
  EventsController,
];

/** The controllers whose endpoints all change something. */
export const CHANGING_CONTROLLERS: readonly Type[] = [
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
