/** `nestjs-trading-cache/opentelemetry`: only here `@opentelemetry/api` is needed. */
export { TradingCacheOpenTelemetryModule } from './opentelemetry/trading-cache-opentelemetry.module.js';
export type { OpenTelemetryOptions } from './opentelemetry/trading-cache-opentelemetry.module.js';
