import { Inject } from '@nestjs/common';
import { CacheService } from './cache.service.js';
import { DEFAULT_SCOPE } from './cache.options.js';
import { OrderService } from '../orders/order.service.js';
import { PositionService } from '../positions/position.service.js';

type ServiceClass = typeof CacheService | typeof OrderService | typeof PositionService;

/** The injection token of a scope's `CacheService`; the default scope's is the class itself. */
export function getCacheToken(name: string = DEFAULT_SCOPE): string | typeof CacheService {
  return tokenOf(CacheService, name);
}

/** The injection token of a scope's `OrderService`; the default scope's is the class itself. */
export function getOrderServiceToken(name: string = DEFAULT_SCOPE): string | typeof OrderService {
  return tokenOf(OrderService, name);
}

/** The injection token of a scope's `PositionService`; the default scope's is the class itself. */
export function getPositionServiceToken(name: string = DEFAULT_SCOPE): string | typeof PositionService {
  return tokenOf(PositionService, name);
}

/** Injects the `CacheService` of a named scope. */
export function InjectCache(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getCacheToken(name));
}

/** Injects the `OrderService` of a named scope. */
export function InjectOrders(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getOrderServiceToken(name));
}

/** Injects the `PositionService` of a named scope. */
export function InjectPositions(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getPositionServiceToken(name));
}

function tokenOf<Service extends ServiceClass>(service: Service, name: string): string | Service {
  return name === DEFAULT_SCOPE ? service : `TradingCache:${service.name}:${name}`;
}
