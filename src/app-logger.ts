import { ConsoleLogger } from '@nestjs/common';
import { LOG_LEVELS } from './app-config.js';
import type { AppConfig } from './app-config.js';

/** Whose lines of a start say nothing that an operator needs: one a module, one a route. */
const NEST_STARTING: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** The log of the app: as text, or a line of JSON each; what Nest says of its own start comes under `debug`. */
export class AppLogger extends ConsoleLogger {
  constructor({ logLevel, logFormat }: Pick<AppConfig, 'logLevel' | 'logFormat'>) {
    super({ logLevels: LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(logLevel) + 1), json: logFormat === 'json' });
  }

  override log(message: unknown, ...more: unknown[]): void {
    if (NEST_STARTING.has(more.at(-1))) super.debug(message, ...more);
    else super.log(message, ...more);
  }
}
