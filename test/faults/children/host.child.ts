import 'reflect-metadata';
import { ConsoleLogger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { CacheService, TradingCacheModule } from '../../../src/index.js';
import type { TradingCacheModuleOptions } from '../../../src/index.js';

/** A host as users write one: it takes one update, says READY, and goes on until it is ended as `ending` says. */
export interface HostConfig {
  readonly options: TradingCacheModuleOptions;
  /** `none`: no hooks. `own`: a listener of the host's own that closes the application and exits with 0. */
  readonly ending: 'none' | 'hooks' | 'process exit' | 'own';
}

const { options, ending } = JSON.parse(process.argv[2] as string) as HostConfig;

@Module({ imports: [ScheduleModule.forRoot(), TradingCacheModule.forRoot(options)] })
class HostModule {}

// All that is logged is read in the order in which it was written.
process.stderr.write = process.stdout.write.bind(process.stdout);
const app = await NestFactory.create(HostModule, { logger: new ConsoleLogger({ colors: false }) });
if (ending === 'hooks') app.enableShutdownHooks();
if (ending === 'process exit') app.enableShutdownHooks([], { useProcessExit: true });
if (ending === 'own') process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
await app.listen(0, '127.0.0.1');
app.get(CacheService).applyUpdate({
  exchange: 'binance',
  symbol: 'BTCUSDT',
  id: '7',
  status: 'ACCEPTED',
  side: 'BUY',
  type: 'LIMIT',
  price: '100',
  amount: '2',
  filled: '0',
  timestamp: 1_700_000_000_000,
});
process.stdout.write('READY\n');
