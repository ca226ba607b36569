import { runDemo } from '../demo/run-demo.js';
import { readCommandLine } from '../inspect/command-line.js';
import { StartUsageError } from './cli.errors.js';
import type { Command } from './command.js';
import { APP_PACKAGES, assertInstalled } from './installed-packages.js';

const USAGE = `Usage: trading-cache demo [--minutes N] [--crash-every SECONDS] [--seed N]

Runs the app on http://127.0.0.1:3000 (PORT) with a simulated exchange and a strategy that makes four markets. The app is killed every minute and
comes back; the exchange survives. Ctrl-C ends it: the app's positions are compared with those of the exchange, and the exit code is 0 if
they are equal. The state is in a folder of its own, which is removed.

  --minutes N            ends it after so many minutes
  --crash-every SECONDS  how often the app is killed; 60 unless given, 0 for never
  --seed N               what decides the prices; another one each time unless given`;
const CRASH_EVERY = 60;
const MINUTE = 60;

/** Runs the demo. */
export const demoCommand: Command = {
  usage: USAGE,
  async run(args) {
    const options = {
      minutes: { type: 'string' },
      'crash-every': { type: 'string' },
      seed: { type: 'string' },
    } as const;
    const { values } = readCommandLine({ args: [...args], options }, USAGE);
    const minutes = numberIn('minutes', values.minutes);
    const crashEvery = numberIn('crash-every', values['crash-every']) ?? CRASH_EVERY;
    const seed = Math.floor(numberIn('seed', values.seed) ?? Date.now() % 1_000_000);
    assertInstalled('demo', APP_PACKAGES);
    const end = new AbortController();
    const stop = (): void => end.abort();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    const isEqual = await runDemo(
      {
        seconds: minutes === null ? null : minutes * MINUTE,
        crashEvery: crashEvery === 0 ? null : crashEvery,
        seed,
        environment: { ...process.env },
      },
      end.signal,
      (line) => console.log(line),
    );
    return isEqual ? 0 : 1;
  },
};

function numberIn(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(text))
    throw new StartUsageError(`--${name} must be a number, 0 or more.\n\n${USAGE}`);
  return Number(text);
}
