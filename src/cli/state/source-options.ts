import { readCommandLine } from '../../inspect/command-line.js';
import { parseScopeName } from '../../inspect/scope-name.js';
import { AppClient } from './app-client.js';
import { AppSource } from './app-source.js';
import { chosenScope } from './chosen-scope.js';
import { StateUsageError } from './state.errors.js';
import type { StateSource } from './state-source.js';

type Option = { readonly type: 'string' | 'boolean'; readonly multiple?: boolean };
type Given<Options extends Readonly<Record<string, Option>>> = {
  readonly [Name in keyof Options]?: Options[Name]['multiple'] extends true
    ? readonly string[]
    : Options[Name]['type'] extends 'boolean'
      ? boolean
      : string;
};

const WHERE = {
  url: { type: 'string' },
  key: { type: 'string' },
  scope: { type: 'string' },
  store: { type: 'string' },
  codec: { type: 'string', multiple: true },
  'key-prefix': { type: 'string' },
} as const;
const DEFAULT_URL = 'http://127.0.0.1:3000';

/** The options that say where the state is, for `--help`. */
export const WHERE_USAGE = `  --url URL      the app; TRADING_CACHE_URL or ${DEFAULT_URL} unless given
  --key KEY      its key; TRADING_CACHE_KEY unless given, which the list of processes does not show
  --store URL    a store instead of an app, such as file:./data; it is only read
  --codec FILE   of that store: a module that exports a codec of your own by default; several with --codec again
  --key-prefix PREFIX
                 of that store: what stands before all keys in Redis
  --scope SCOPE  STRATEGY/USER, percent-encoded; needed where there are several`;

/** Where the state is that a command looks at. */
export type Where = Given<typeof WHERE>;

/** Reads the options of a command, and those that say where the state is. @throws {UsageError} if they are wrong. */
export function readOptions<const Options extends Readonly<Record<string, Option>>>(
  args: readonly string[],
  options: Options,
  usage: string,
): Given<Options> & Where {
  const config = { args: [...args], allowPositionals: true, options: { ...WHERE, ...options } } as const;
  const { values, positionals } = readCommandLine(config, usage);
  if (positionals.length > 0)
    throw new StateUsageError(`Nothing is known of ${JSON.stringify(positionals[0])}.\n${usage}`);
  const where = values as Where;
  if (where.store !== undefined && (where.url !== undefined || where.key !== undefined))
    throw new StateUsageError(`Give --store, or --url and --key.\n${usage}`);
  if (where.store === undefined && (where.codec !== undefined || where['key-prefix'] !== undefined))
    throw new StateUsageError(
      `--codec and --key-prefix say how a store was written: give --store, too.\n${usage}`,
    );
  return values;
}

/** Opens the scope that the options name, and closes it when `look` has looked. @throws as `openSource`. */
export async function withSource(where: Where, look: (source: StateSource) => Promise<void>): Promise<void> {
  const source = await openSource(where);
  try {
    await look(source);
  } finally {
    await source.close();
  }
}

/** Opens the scope that the options name. @throws {UsageError} if they name none, or several; {AppRequestError}. */
async function openSource(where: Where): Promise<StateSource> {
  const scope = where.scope === undefined ? null : parseScopeName(where.scope);
  if (where.store !== undefined) {
    // Looking at an app needs no store.
    const { StoreSource } = await import('./store-source.js');
    const { codecsIn } = await import('../../inspect/load-codecs.js');
    const codecs = await codecsIn(where.codec ?? []);
    return StoreSource.open(where.store, scope, { codecs, keyPrefix: where['key-prefix'] ?? '' });
  }
  const app = appOf(where);
  return new AppSource(app, scope ?? chosenScope(null, await app.scopes(), app.url));
}

/** The app that the options name. */
export function appOf({ url = fromEnvironment('TRADING_CACHE_URL') ?? DEFAULT_URL, key }: Where): AppClient {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new StateUsageError(`--url must begin with http:// or https://, unlike ${JSON.stringify(url)}.`);
  const { username, password } = new URL(url);
  if (username !== '' || password !== '')
    throw new StateUsageError('--url must hold no password. Give the key with --key.');
  return new AppClient(url, key ?? fromEnvironment('TRADING_CACHE_KEY'));
}

function fromEnvironment(name: string): string | null {
  return process.env[name] || null;
}
