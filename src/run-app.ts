import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Access } from './access/access.js';
import { readAppConfig } from './app-config.js';
import type { AppConfig, Environment } from './app-config.js';
import { AppLogger } from './app-logger.js';
import { AppModule } from './app.module.js';
import { DamagedScopeError } from './cache/cache.errors.js';
import { CacheManager } from './cache/cache.manager.js';
import { TradingCacheError } from './errors/trading-cache.error.js';
import { fastifyServer } from './fastify-server.js';
import { withSettingsFile } from './settings-file.js';
import { startSummary } from './start-summary.js';

const logger = new Logger('App');

/**
 * Runs the app until SIGTERM or SIGINT. It ends with code 0 when everything was saved; with 1 when something was not, or when
 * it could not start. A damaged scope does not end it: health says so, and the other scopes serve.
 *
 * @returns the app once its scopes are open.
 */
export async function runApp(environment: Environment): Promise<NestFastifyApplication> {
  try {
    const config = readAppConfig(withSettingsFile(environment));
    const app = await createApp(config);
    const manager = app.get(CacheManager);
    const isEnding = endOnSignals(app);
    await app.listen(config.port, config.host);
    logger.log(`Listening on ${await app.getUrl()}`);
    // A signal gives up what is being opened too, and has an exit code of its own.
    if (await isOpen(app, manager))
      logger.log(startSummary(config.storeUrl, manager.list(), await app.getUrl()));
    else if (!isEnding()) process.exit(1);
    return app;
  } catch (error) {
    logger.error(error instanceof TradingCacheError ? error.message : error);
    process.exit(1);
  }
}

/** The app as it runs, not listening yet. */
export function createApp(config: AppConfig): Promise<NestFastifyApplication> {
  const access = new Access(config.access);
  const server = fastifyServer(access, config.maxConnections);
  return NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config, access), server, {
    bodyParser: false,
    abortOnError: false,
    logger: new AppLogger(config),
  });
}

/** Waits for the scopes. @returns whether they are open; if one never can be, the app was closed and the log has said why. */
async function isOpen(app: NestFastifyApplication, manager: CacheManager): Promise<boolean> {
  try {
    await manager.startAll();
    return true;
  } catch (error) {
    if (error instanceof DamagedScopeError) return true;
    // What stays so the heartbeat would have told of.
    if (manager.list().some(({ failure }) => failure === error)) logger.error((error as Error).message);
    await app.close();
    return false;
  }
}

/** @returns what says whether a signal came. */
function endOnSignals(app: NestFastifyApplication): () => boolean {
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
      // The library has set the code by then where not all was saved.
      .finally(() => process.exit());
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  return () => ending;
}
