import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { metrics, trace } from '@opentelemetry/api';
import type { Meter, Tracer } from '@opentelemetry/api';
import { CacheManager } from '../cache/cache.manager.js';
import { VERSION } from '../telemetry/version.js';
import { OpenTelemetryBridge } from './opentelemetry.bridge.js';

const NAME = 'nestjs-trading-cache';

/** Where metrics and spans go; what is left out is of the global providers, as the OpenTelemetry SDK sets them. */
export interface OpenTelemetryOptions {
  readonly meter?: Meter;
  readonly tracer?: Tracer;
}

/**
 * Metrics and spans of all scopes of the application, by `@opentelemetry/api`. Imported in the root module, beside
 * `TradingCacheModule.forRoot()`; the SDK is to be started before the application is created.
 */
@Module({})
export class TradingCacheOpenTelemetryModule {
  static forRoot({ meter, tracer }: OpenTelemetryOptions = {}): DynamicModule {
    const bridge = {
      provide: OpenTelemetryBridge,
      inject: [CacheManager],
      useFactory: (manager: CacheManager) =>
        new OpenTelemetryBridge(
          manager,
          meter ?? metrics.getMeter(NAME, VERSION),
          tracer ?? trace.getTracer(NAME, VERSION),
        ),
    };
    return { module: TradingCacheOpenTelemetryModule, providers: [bridge] };
  }
}
