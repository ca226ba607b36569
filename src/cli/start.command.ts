import 'reflect-metadata';
import type { Command } from './command.js';
import { StartUsageError } from './cli.errors.js';
import { assertInstalled } from './installed-packages.js';

const USAGE = `Usage: trading-cache start

Runs the app until SIGTERM or SIGINT: HTTP on http://127.0.0.1:3000, the state in ./data.
It takes no arguments. Environment variables configure it, such as PORT, STORE_URL and SCOPES:
docs/operations.md of this package lists them all.`;

/** What only the app needs: optional peers of the package. */
const APP_PACKAGES = ['@nestjs/platform-fastify', '@nestjs/terminus'];

/** Runs the app. */
export const startCommand: Command = {
  usage: USAGE,
  async run(args) {
    if (args.length > 0) throw new StartUsageError(`start takes no arguments.\n\n${USAGE}`);
    assertInstalled('start', APP_PACKAGES);
    const { runApp } = await import('../run-app.js');
    await runApp(process.env);
    return 0;
  },
};
