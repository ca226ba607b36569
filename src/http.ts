export { TradingCacheHealthIndicator } from './health/trading-cache.health-indicator.js';
export type {
  CacheHealthResult,
  CacheHealthStatus,
  ScopeHealth,
  ScopesHealth,
} from './health/trading-cache.health-indicator.js';
export type {
  ScopeFilter,
  TradingCacheHttpModuleOptions,
  TradingCacheHttpOptions,
  VisibleScope,
} from './http/http-options.js';
export type { Model } from './http/openapi/model.js';
export {
  AppliedUpdateModel,
  NewOrderModel,
  OrderModel,
  OrderUpdateModel,
} from './http/openapi/order.models.js';
export { FillModel, PositionModel } from './http/openapi/position.models.js';
export { ProblemModel } from './http/openapi/problem.models.js';
export type { FieldProblem, Problem } from './http/problem.js';
export { TradingCacheHttpModule } from './http/trading-cache-http.module.js';
export { TradingCacheProblemFilter } from './http/trading-cache-problem.filter.js';
