import { parseScopeName } from '../inspect/scope-name.js';
import { scopeName } from '../stores/scope-id.js';
import type { Command } from './command.js';
import { appOf, readOptions } from './state/source-options.js';
import { StateUsageError } from './state/state.errors.js';
import { ChangeLines } from './watch/change-lines.js';
import { Screen } from './watch/screen.js';
import { watch } from './watch/watch.js';
import { watchFrame } from './watch/watch-frame.js';

const USAGE = `Usage: trading-cache watch [--url URL] [--key KEY] [--scope SCOPE]

Shows the open positions of an app, and how its scopes are doing, as they change. It ends on Ctrl-C. Where the output is no terminal it
prints a line for each change.

  --url URL      the app; TRADING_CACHE_URL or http://127.0.0.1:3000 unless given
  --key KEY      its key; TRADING_CACHE_KEY unless given, which the list of processes does not show
  --scope SCOPE  STRATEGY/USER, percent-encoded; all that the key may see unless given`;

/** Watches an app until SIGINT or SIGTERM. */
export const watchCommand: Command = {
  usage: USAGE,
  async run(args) {
    const given = readOptions(args, {}, USAGE);
    if (given.store !== undefined)
      throw new StateUsageError(`Nothing changes in a store at rest: watch an app.\n${USAGE}`);
    const app = appOf(given);
    const scope = given.scope === undefined ? null : scopeName(parseScopeName(given.scope));
    const end = new AbortController();
    const stop = (): void => end.abort();
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const signal of signals) process.once(signal, stop);
    // Whoever reads the lines has gone.
    process.stdout.once('error', stop);
    try {
      if (process.stdout.isTTY) {
        const screen = new Screen(process.stdout);
        try {
          await watch(app, scope, end.signal, (view) => screen.show(watchFrame(view)));
        } finally {
          screen.close();
        }
      } else {
        const lines = new ChangeLines();
        await watch(app, scope, end.signal, (view) => {
          for (const line of lines.of(view)) process.stdout.write(`${line}\n`);
        });
      }
    } finally {
      for (const signal of signals) process.off(signal, stop);
      process.stdout.off('error', stop);
    }
    return 0;
  },
};
