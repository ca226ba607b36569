import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { canonicalDecimal } from '../decimal/decimal-text.js';
import { assertScopeId } from '../stores/scope-id.js';
import type { ScopeId } from '../stores/scope-id.js';
import { ReplayUsageError } from './replay.errors.js';
import type { Start } from './start.js';

export const USAGE = `Usage: npm run replay -- FILE… [--store URL] [--start SYMBOL=AMOUNT@PRICE[:PNL]]… [--url URL [--scope STRATEGY/USER]] [--raw]

  --store URL   keep the state there (file:folder); without it, it is gone afterwards
  --start …     what is held where a recording does not begin flat; a short is negative; PNL: what the exchange says is realized
  --url URL     send everything to a running app instead
  --scope S/U   the scope of that app, default/default unless given
  --raw         from the exchanges' own messages, through the mappers`;

export interface ReplayOptions {
  readonly files: readonly string[];
  readonly storeUrl: string;
  readonly starts: ReadonlyMap<string, Start>;
  /** Whether updates are made from the exchanges' own messages. */
  readonly isRaw: boolean;
  readonly app: { readonly url: string; readonly scope: ScopeId } | null;
}

/** @throws {ReplayUsageError} saying what is wrong with the command line, and how it should be. */
export function readReplayOptions(args: readonly string[]): ReplayOptions {
  const { values, positionals: files } = parsed(args);
  if (files.length === 0) throw usage('names no file');
  const names = files.map((file) => caseName(file));
  if (new Set(names).size < names.length)
    throw usage('names two files of one name; replay them one after the other');
  const { url, scope, store } = values;
  if (url !== undefined && store !== undefined)
    throw usage('has --store and --url; the app keeps its own state');
  if (url === undefined && scope !== undefined) throw usage('has --scope without --url');
  return {
    files,
    storeUrl: store ?? 'memory:',
    starts: new Map((values.start ?? []).map(startOf)),
    isRaw: values.raw ?? false,
    app: url === undefined ? null : { url, scope: scopeOf(scope ?? 'default/default') },
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
      },
    });
  } catch (cause) {
    throw usage(`is not understood: ${(cause as Error).message}`, { cause });
  }
}

const START = /^(?<symbol>.+)=(?<amount>[^=@]+)@(?<price>[^=@:]+)(?::(?<pnl>[^=@:]+))?$/;

function startOf(text: string): [symbol: string, start: Start] {
  const { symbol, amount, price, pnl } = START.exec(text)?.groups ?? {};
  const signedAmount = canonicalDecimal(amount ?? '');
  const entry = canonicalDecimal(price ?? '');
  const realizedPnl = pnl === undefined ? null : canonicalDecimal(pnl);
  const isPnlWrong = pnl !== undefined && realizedPnl === null;
  if (
    symbol === undefined ||
    signedAmount === null ||
    entry === null ||
    entry.startsWith('-') ||
    isPnlWrong
  ) {
    throw usage(
      `has --start ${text}, which is not SYMBOL=AMOUNT@PRICE or SYMBOL=AMOUNT@PRICE:PNL in decimals`,
    );
  }
  return [symbol, { signedAmount, price: entry, realizedPnl }];
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
