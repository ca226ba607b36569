import type { PnlBucket } from '../ledger/ledger-entry.js';
import type { Command } from './command.js';
import { timeText } from './state/columns.js';
import type { Column } from './state/columns.js';
import { printJson, printTable } from './state/output.js';
import { readOptions, WHERE_USAGE, withSource } from './state/source-options.js';
import { StateUsageError } from './state/state.errors.js';
import { timeOption } from './state/time-option.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

const USAGE = `Usage: trading-cache pnl [--bucket day|hour] [--from TIME] [--to TIME] [--symbol SYMBOL] [--json]

Shows the realized profit of a scope by days or hours (UTC) and by currency.

  --bucket SPAN  day, unless given, or hour
  --from TIME    from this time on: 2026-01-31, 2026-01-31T12:00 (UTC) or milliseconds; ${DEFAULT_DAYS} days before --to unless given
  --to TIME      before this time; the end of today unless given
  --symbol SYMBOL
                 of this symbol alone
  --json         for machines: a JSON array
${WHERE_USAGE}`;

const COLUMNS: readonly Column<PnlBucket>[] = [
  { name: 'from', cell: ({ from }) => timeText(from) },
  { name: 'to', cell: ({ to }) => timeText(to) },
  { name: 'currency', cell: ({ currency }) => currency },
  { name: 'realized', cell: ({ realizedPnl }) => realizedPnl, isNumber: true },
  { name: 'fees', cell: ({ fees }) => fees, isNumber: true },
  { name: 'funding', cell: ({ funding }) => funding, isNumber: true },
  { name: 'net', cell: ({ netPnl }) => netPnl, isNumber: true },
  { name: 'fills', cell: ({ fills }) => String(fills), isNumber: true },
];

/** Shows profits. */
export const pnlCommand: Command = {
  usage: USAGE,
  async run(args) {
    const options = {
      bucket: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      symbol: { type: 'string' },
      json: { type: 'boolean' },
    } as const;
    const given = readOptions(args, options, USAGE);
    const bucket = given.bucket ?? 'day';
    if (bucket !== 'day' && bucket !== 'hour')
      throw new StateUsageError(`--bucket must be day or hour, not ${JSON.stringify(bucket)}.`);
    const to = timeOption('to', given.to) ?? (Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS;
    const from = timeOption('from', given.from) ?? to - DEFAULT_DAYS * DAY_MS;
    if (from >= to) throw new StateUsageError('--to must be after --from.');
    const { symbol } = given;
    await withSource(given, async (source) => {
      const buckets = await source.pnl({ from, to, bucket, ...(symbol !== undefined && { symbol }) });
      if (given.json === true) await printJson([buckets]);
      else await printTable(COLUMNS, buckets, 'Nothing was earned, paid or filled in that time.');
    });
    return 0;
  },
};
