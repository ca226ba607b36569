import type { Position } from '../positions/position.js';
import type { Command } from './command.js';
import { amountsText, timeText } from './state/columns.js';
import type { Column } from './state/columns.js';
import { FILTER, FILTER_USAGE, filterOf } from './state/filter-options.js';
import { printJson, printTable } from './state/output.js';
import { readOptions, WHERE_USAGE, withSource } from './state/source-options.js';

const USAGE = `Usage: trading-cache positions [--symbol SYMBOL] [--exchange NAME] [--all] [--json]

Shows the open positions of a scope.

${FILTER_USAGE}
  --all          flat positions too
  --json         for machines: a JSON array with all that is known of each
${WHERE_USAGE}`;

/** The columns of a position, for people. */
export const POSITION_COLUMNS: readonly Column<Position>[] = [
  { name: 'exchange', cell: ({ exchange }) => exchange },
  { name: 'symbol', cell: ({ symbol }) => symbol },
  { name: 'leg', cell: ({ positionSide }) => positionSide },
  { name: 'side', cell: ({ side }) => side },
  { name: 'amount', cell: ({ signedAmount }) => signedAmount, isNumber: true },
  { name: 'entry', cell: ({ entryPrice }) => entryPrice, isNumber: true },
  { name: 'mark', cell: ({ markPrice }) => markPrice, isNumber: true },
  { name: 'unrealized', cell: ({ unrealizedPnl }) => unrealizedPnl, isNumber: true },
  { name: 'realized', cell: ({ realizedPnl }) => realizedPnl, isNumber: true },
  { name: 'net', cell: ({ netRealizedPnl }) => netRealizedPnl, isNumber: true },
  { name: 'fees', cell: ({ fees }) => amountsText(fees) },
  { name: 'updated', cell: ({ updatedAt }) => timeText(updatedAt) },
];

/** Shows positions. */
export const positionsCommand: Command = {
  usage: USAGE,
  async run(args) {
    const options = { ...FILTER, all: { type: 'boolean' }, json: { type: 'boolean' } } as const;
    const given = readOptions(args, options, USAGE);
    await withSource(given, async (source) => {
      const known = await source.positions(filterOf(given));
      const shown = given.all === true ? known : known.filter(({ side }) => side !== 'FLAT');
      if (given.json === true) await printJson([shown]);
      else await printTable(POSITION_COLUMNS, shown, 'No position is open.');
    });
    return 0;
  },
};
