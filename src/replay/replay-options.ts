import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { assertScopeId } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import { ReplayUsageError } from './replay.errors.js';
import { readStart, START_FORM } from './start-option.js';
import type { StartOption } from './start-option.js';

const MAX_DELIVERIES = 100_000;
const MAX_SEED = 2_000_000_000;

export const USAGE = `Usage: trading-cache replay FILE… [--start START]… [--raw] [--store URL | --url URL [--scope STRATEGY/USER] | --shuffle N [--seed SEED]]

  --start START  what is held of a leg where a recording does not begin flat: ${START_FORM},
                 e.g. BTCUSDT:NET:0.005@23807.68; a short is negative; several with commas between, or --start again;
                 PNL: what the exchange says is realized
  --raw          from the exchanges' own messages, through the mappers
  --store URL    keep the state there (file:folder); without it, it is gone afterwards
  --url URL      send everything to a running app instead
  --scope S/U    the scope of that app, default/default unless given
  --shuffle N    deliver each recording in N random orders, and compare the end states
  --seed SEED    of the first random order; a random one unless given`;

/** How recordings are shuffled. */
export interface ShuffleOptions {
  /** How many random orders each recording is delivered in. */
  readonly deliveries: number;
  /** The seed of the first of them; each next one has the next seed. */
  readonly seed: number;
}

export interface ReplayOptions {
  readonly files: readonly string[];
  readonly storeUrl: string;
  readonly starts: readonly StartOption[];
  /** Whether updates are made from the exchanges' own messages. */
  readonly isRaw: boolean;
  readonly app: { readonly url: string; readonly scope: ScopeId } | null;
  readonly shuffle: ShuffleOptions | null;
}

/** @throws {ReplayUsageError} saying what is wrong with the command line, and how it should be. */
export function readReplayOptions(args: readonly string[]): ReplayOptions {
  const { values, positionals: files } = parsed(args);
  if (files.length === 0) throw usage('names no file');
  const names = files.map((file) => caseName(file));
  if (new Set(names).size < names.length)
    throw usage('names two files of one name; replay them one after the other');
  const { url, scope, store, shuffle, seed } = values;
  if (url !== undefined && store !== undefined)
    throw usage('has --store and --url; the app keeps its own state');
  if (url === undefined && scope !== undefined) throw usage('has --scope without --url');
  if (shuffle !== undefined && (url !== undefined || store !== undefined))
    throw usage('has --shuffle and a store or an app; each delivery begins in an empty scope in memory');
  if (shuffle === undefined && seed !== undefined) throw usage('has --seed without --shuffle');
  return {
    files,
    storeUrl: store ?? 'memory:',
    starts: (values.start ?? []).flatMap((list) => list.split(',')).map(startOf),
    isRaw: values.raw ?? false,
    app: url === undefined ? null : { url, scope: scopeOf(scope ?? 'default/default') },
    shuffle: shuffle === undefined ? null : shuffleOf(shuffle, seed),
  };
}

/** What a case is called, and the user of its scope: its file's name. */
export function caseName(file: string): string {
  return basename(file).replace(/\.jsonl$/, '');
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        store: { type: 'string' },
        start: { type: 'string', multiple: true },
        url: { type: 'string' },
        scope: { type: 'string' },
        raw: { type: 'boolean' },
        shuffle: { type: 'string' },
        seed: { type: 'string' },
      },
    });
  } catch (cause) {
    throw usage(`is not understood: ${(cause as Error).message}`, { cause });
  }
}

function startOf(text: string): StartOption {
  const start = readStart(text);
  if (typeof start === 'string') throw usage(`has --start ${text}, which ${start}`);
  return start;
}

function shuffleOf(deliveries: string, seed: string | undefined): ShuffleOptions {
  return {
    deliveries: integer('--shuffle', deliveries, 1, MAX_DELIVERIES),
    seed: seed === undefined ? randomInt(MAX_SEED) : integer('--seed', seed, 0, MAX_SEED),
  };
}

function integer(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (value < least || value > most)
    throw usage(`has ${option} ${text}, which is not an integer from ${least} to ${most}`);
  return value;
}

function scopeOf(text: string): ScopeId {
  try {
    const [strategyId = '', userId = '', ...rest] = text.split('/').map(decodeURIComponent);
    if (rest.length > 0) throw new Error('it has more than two parts');
    assertScopeId({ strategyId, userId });
    return { strategyId, userId };
  } catch (cause) {
    throw usage(
      `has --scope ${text}, which is not STRATEGY/USER: ${(cause as Error).message.replace(/\.$/, '')}`,
      { cause },
    );
  }
}

function usage(fault: string, options?: ErrorOptions): ReplayUsageError {
  return new ReplayUsageError(`The command line ${fault}.\n\n${USAGE}`, options);
}
