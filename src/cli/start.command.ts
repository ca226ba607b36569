import 'reflect-metadata';
import { readCommandLine } from '../inspect/command-line.js';
import type { Command } from './command.js';
import { StartUsageError } from './cli.errors.js';
import { APP_PACKAGES, assertInstalled } from './installed-packages.js';

const USAGE = `Usage: trading-cache start [--config FILE]

Runs the app until SIGTERM or SIGINT: HTTP on http://127.0.0.1:3000, the state in ./data.
Environment variables configure it, such as PORT, STORE_URL and SCOPES: docs/operations.md of this package lists them all.

  --config FILE  a file with lines VARIABLE=value; what the environment sets wins. CONFIG_FILE unless given`;

/** Runs the app. */
export const startCommand: Command = {
  usage: USAGE,
  async run(args) {
    const { values, positionals } = readCommandLine(
      { args: [...args], allowPositionals: true, options: { config: { type: 'string' } } },
      USAGE,
    );
    if (positionals.length > 0)
      throw new StartUsageError(`start knows nothing of ${JSON.stringify(positionals[0])}.\n\n${USAGE}`);
    assertInstalled('start', APP_PACKAGES);
    const { runApp } = await import('../run-app.js');
    await runApp(values.config === undefined ? process.env : { ...process.env, CONFIG_FILE: values.config });
    return 0;
  },
};
