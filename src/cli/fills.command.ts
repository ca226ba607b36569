import { fillsCsv } from '../http/fills-csv.js';
import type { Fill } from '../ledger/fill.js';
import type { Command } from './command.js';
import { amountsText, timeText } from './state/columns.js';
import type { Column } from './state/columns.js';
import { FILTER, FILTER_USAGE, filterOf } from './state/filter-options.js';
import { allOf, printJson, printLines, printTable } from './state/output.js';
import { readOptions, WHERE_USAGE, withSource } from './state/source-options.js';
import { StateUsageError } from './state/state.errors.js';
import { timeOption } from './state/time-option.js';

const USAGE = `Usage: trading-cache fills [--symbol SYMBOL] [--exchange NAME] [--from TIME] [--to TIME] [--csv | --json]

Shows the fills of a scope, oldest first, by the exchange's clock.

${FILTER_USAGE}
  --from TIME    from this time on: 2026-01-31, 2026-01-31T12:00 (UTC) or milliseconds
  --to TIME      before this time
  --csv          CSV with a header row, as GET /fills of the app
  --json         for machines: a JSON array with all that is known of each
${WHERE_USAGE}`;

const COLUMNS: readonly Column<Fill>[] = [
  { name: 'time', cell: ({ timestamp }) => timeText(timestamp) },
  { name: 'exchange', cell: ({ exchange }) => exchange },
  { name: 'symbol', cell: ({ symbol }) => symbol },
  { name: 'leg', cell: ({ positionSide }) => positionSide },
  { name: 'side', cell: ({ side }) => side },
  { name: 'quantity', cell: ({ quantity }) => quantity, isNumber: true },
  { name: 'price', cell: ({ price }) => price, isNumber: true },
  { name: 'fees', cell: ({ fees }) => amountsText(fees) },
  { name: 'realized', cell: ({ realizedPnl }) => realizedPnl, isNumber: true },
  { name: 'position', cell: ({ after }) => after.signedAmount, isNumber: true },
  { name: 'order', cell: ({ orderId, clientOrderId }) => orderId ?? clientOrderId },
  { name: 'trade', cell: ({ tradeId }) => tradeId },
];

/** Shows fills. */
export const fillsCommand: Command = {
  usage: USAGE,
  async run(args) {
    const options = {
      ...FILTER,
      from: { type: 'string' },
      to: { type: 'string' },
      csv: { type: 'boolean' },
      json: { type: 'boolean' },
    } as const;
    const given = readOptions(args, options, USAGE);
    if (given.csv === true && given.json === true)
      throw new StateUsageError(`Give --csv or --json, not both.\n${USAGE}`);
    const [from, to] = [timeOption('from', given.from), timeOption('to', given.to)];
    if (from !== undefined && to !== undefined && from >= to)
      throw new StateUsageError('--to must be after --from.');
    const filter = {
      ...filterOf(given),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
    await withSource(given, async (source) => {
      const pages = source.fills(filter);
      if (given.csv === true) await printLines(csvLines(pages));
      else if (given.json === true) await printJson(pages);
      else await printTable(COLUMNS, await allOf(pages), 'There are no fills.');
    });
    return 0;
  },
};

/** The header row once, then the fills page by page. */
async function* csvLines(pages: AsyncIterable<readonly Fill[]>): AsyncGenerator<string> {
  const header = fillsCsv([]);
  yield header.trimEnd() + '\r';
  for await (const page of pages)
    if (page.length > 0) yield fillsCsv(page).slice(header.length).replace(/\n$/, '');
}
