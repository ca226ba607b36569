import { Inject } from '@nestjs/common';
import { BalanceService } from '../balances/balance.service.js';
import { MarketDataService } from '../market-data/market-data.service.js';
import { OrderService } from '../orders/order.service.js';
import { ParameterService } from '../parameters/parameter.service.js';
import { PositionService } from '../positions/position.service.js';
import { ReconciliationService } from '../reconciliation/reconciliation.service.js';
import { DEFAULT_SCOPE } from './cache.options.js';
import { CacheService } from './cache.service.js';

/** The injectable services of a scope, each with how it is got from the scope's cache. */
export const SCOPE_SERVICES = [
  scopeService(CacheService, (cache) => cache),
  scopeService(OrderService, (cache) => cache.orderService),
  scopeService(PositionService, (cache) => cache.positionService),
  scopeService(BalanceService, (cache) => cache.balanceService),
  scopeService(MarketDataService, (cache) => cache.marketDataService),
  scopeService(ParameterService, (cache) => cache.parameterService),
  scopeService(ReconciliationService, (cache) => cache.reconciliationService),
] as const;

/** The injection token of a scope's `CacheService`; the default scope's is the class itself. */
export const getCacheToken = tokenGetter(CacheService);

/** The injection token of a scope's `OrderService`; the default scope's is the class itself. */
export const getOrderServiceToken = tokenGetter(OrderService);

/** The injection token of a scope's `PositionService`; the default scope's is the class itself. */
export const getPositionServiceToken = tokenGetter(PositionService);

/** The injection token of a scope's `BalanceService`; the default scope's is the class itself. */
export const getBalanceServiceToken = tokenGetter(BalanceService);

/** The injection token of a scope's `MarketDataService`; the default scope's is the class itself. */
export const getMarketDataServiceToken = tokenGetter(MarketDataService);

/** The injection token of a scope's `ParameterService`; the default scope's is the class itself. */
export const getParameterServiceToken = tokenGetter(ParameterService);

/** The injection token of a scope's `ReconciliationService`; the default scope's is the class itself. */
export const getReconciliationServiceToken = tokenGetter(ReconciliationService);

/** Injects the `CacheService` of a named scope. */
export const InjectCache = injector(CacheService);

/** Injects the `OrderService` of a named scope. */
export const InjectOrders = injector(OrderService);

/** Injects the `PositionService` of a named scope. */
export const InjectPositions = injector(PositionService);

/** Injects the `BalanceService` of a named scope. */
export const InjectBalances = injector(BalanceService);

/** Injects the `MarketDataService` of a named scope. */
export const InjectMarketData = injector(MarketDataService);

/** Injects the `ParameterService` of a named scope. */
export const InjectParameters = injector(ParameterService);

/** Injects the `ReconciliationService` of a named scope. */
export const InjectReconciliation = injector(ReconciliationService);

type ServiceClass<Service = unknown> = abstract new (...args: never[]) => Service;

/** A service of a scope: its token by the scope's name, and itself from the scope's cache. */
interface ScopeService<Service> {
  readonly token: (name?: string) => string | ServiceClass<Service>;
  readonly of: (cache: CacheService) => Service;
}

function scopeService<Service>(
  service: ServiceClass<Service>,
  of: (cache: CacheService) => Service,
): ScopeService<Service> {
  return { token: tokenGetter(service), of };
}

function tokenGetter<Class extends ServiceClass>(service: Class): (name?: string) => string | Class {
  return (name = DEFAULT_SCOPE) =>
    name === DEFAULT_SCOPE ? service : `TradingCache:${service.name}:${name}`;
}

function injector(service: ServiceClass): (name?: string) => ParameterDecorator & PropertyDecorator {
  const token = tokenGetter(service);
  return (name) => Inject(token(name));
}
