import type { Order } from '../orders/order.js';
import type { Command } from './command.js';
import { amountsText, timeText } from './state/columns.js';
import type { Column } from './state/columns.js';
import { FILTER, FILTER_USAGE, filterOf } from './state/filter-options.js';
import { allOf, printJson, printTable } from './state/output.js';
import { readOptions, WHERE_USAGE, withSource } from './state/source-options.js';

const USAGE = `Usage: trading-cache orders [--symbol SYMBOL] [--exchange NAME] [--all] [--json]

Shows the open orders of a scope.

${FILTER_USAGE}
  --all          orders that have ended too, also those in the order history
  --json         for machines: a JSON array with all that is known of each
${WHERE_USAGE}`;

const COLUMNS: readonly Column<Order>[] = [
  { name: 'exchange', cell: ({ exchange }) => exchange },
  { name: 'symbol', cell: ({ symbol }) => symbol },
  { name: 'id', cell: ({ id }) => id },
  { name: 'client id', cell: ({ clientOrderId }) => clientOrderId },
  { name: 'status', cell: ({ status }) => status },
  { name: 'side', cell: ({ side }) => side },
  { name: 'type', cell: ({ type }) => type },
  { name: 'price', cell: ({ price }) => price, isNumber: true },
  { name: 'amount', cell: ({ amount }) => amount, isNumber: true },
  { name: 'filled', cell: ({ filled }) => filled, isNumber: true },
  { name: 'average', cell: ({ average }) => average, isNumber: true },
  { name: 'fees', cell: ({ cumFees }) => amountsText(cumFees) },
  { name: 'reported', cell: ({ timestamp }) => timeText(timestamp) },
];

/** Shows orders. */
export const ordersCommand: Command = {
  usage: USAGE,
  async run(args) {
    const options = { ...FILTER, all: { type: 'boolean' }, json: { type: 'boolean' } } as const;
    const given = readOptions(args, options, USAGE);
    await withSource(given, async (source) => {
      const pages = source.orders(filterOf(given), given.all === true ? 'all' : 'open');
      if (given.json === true) await printJson(pages);
      else await printTable(COLUMNS, await allOf(pages), 'No order is open.');
    });
    return 0;
  },
};
