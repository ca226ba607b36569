import { ConsoleLogger, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LOG_LEVELS, readAppConfig } from './app-config.js';
import type { AppConfig, Environment } from './app-config.js';
import { AppModule } from './app.module.js';
import { DamagedScopeError } from './cache/cache.errors.js';
import { CacheManager } from './cache/cache.manager.js';
import { TradingCacheError } from './errors/trading-cache.error.js';
import { fastifyServer } from './fastify-server.js';

const logger = new Logger('App');

/**
 * Runs the app until SIGTERM or SIGINT. It ends with code 0 when everything was saved; with 1 when something was not, or when
 * it could not start. A damaged scope does not end it: health says so, and the other scopes serve.
 */
export async function runApp(environment: Environment): Promise<void> {
  try {
    const config = readAppConfig(environment);
    const app = await createApp(config);
    const manager = app.get(CacheManager);
    endOnSignals(app, manager);
    await app.listen(config.port, config.host);
    logger.log(`Listening on ${await app.getUrl()}`);
    await open(app, manager);
  } catch (error) {
    logger.error(error instanceof TradingCacheError ? error.message : error);
    process.exit(1);
  }
}

/** The app as it runs, not listening yet. */
export function createApp(config: AppConfig): Promise<NestFastifyApplication> {
  return NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), fastifyServer(), {
    bodyParser: false,
    abortOnError: false,
    logger: new ConsoleLogger({
      logLevels: LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(config.logLevel) + 1),
    }),
  });
}

/** Waits for the scopes. @throws if one cannot be opened and never will, after closing the others. */
async function open(app: NestFastifyApplication, manager: CacheManager): Promise<void> {
  try {
    await manager.startAll();
    const { length } = manager.list();
    logger.log(`Serving ${length} ${length === 1 ? 'scope' : 'scopes'}`);
  } catch (error) {
    if (error instanceof DamagedScopeError) return;
    await app.close();
    throw error;
  }
}

function endOnSignals(app: NestFastifyApplication, manager: CacheManager): void {
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) process.exit(1);
    ending = true;
    logger.log(`${signal}: closing`);
    void app
      .close()
      .catch((error: unknown) => {
        logger.error(error);
        process.exitCode = 1;
      })
      .finally(() => process.exit(manager.unsaved.length > 0 ? 1 : (process.exitCode ?? 0)));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
