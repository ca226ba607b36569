import { readFileSync } from 'node:fs';
import { TradingCacheError } from '../errors/trading-cache.error.js';
import { UsageError } from '../errors/usage.error.js';
import { UnknownCommandError } from './cli.errors.js';
import { COMMANDS } from './commands.js';

const FAILURE = 1;
const WRONG_USE = 2;
const HELP: ReadonlySet<string | undefined> = new Set(['--help', '-h', 'help', undefined]);
const VERSION: ReadonlySet<string | undefined> = new Set(['--version', '-v']);

/** Where a command says what it did, and what went wrong. */
export type CliOutput = Pick<Console, 'log' | 'error'>;

/** Carries out a command line, the first word of which names the command. @returns the exit code. */
export async function runCli(words: readonly string[], output: CliOutput): Promise<number> {
  const [name, ...args] = words;
  let failureCode = FAILURE;
  try {
    if (HELP.has(name)) return print(output, help());
    if (VERSION.has(name)) return print(output, version());
    const entry = COMMANDS.get(name as string);
    if (entry === undefined) throw new UnknownCommandError(name as string, [...COMMANDS.keys()]);
    const command = await entry.load();
    failureCode = command.failureCode ?? FAILURE;
    if (args.includes('--help')) return print(output, command.usage);
    return await command.run(args);
  } catch (error) {
    output.error(error instanceof TradingCacheError ? error.message : error);
    return error instanceof UsageError ? WRONG_USE : failureCode;
  }
}

function print(output: CliOutput, text: string): number {
  output.log(text);
  return 0;
}

function help(): string {
  const width = Math.max(...[...COMMANDS.keys()].map(({ length }) => length));
  const rows = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: trading-cache COMMAND [ARGUMENT…]

${rows.join('\n')}

trading-cache COMMAND --help shows the arguments of a command; trading-cache --version the version.`;
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
