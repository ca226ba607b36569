import type { ShuffleOptions } from './replay-options.js';
import type { ShuffleResult } from './shuffle-case.js';
import { counted } from '../errors/counted.js';
import { table } from './table.js';

/** A row of the report of a shuffle. */
export interface ShuffleRow {
  readonly name: string;
  readonly result: ShuffleResult;
}

const HEAD = ['case', 'messages', 'orders of delivery', 'end states', 'legs the exchange told', ''];

/** How to repeat a run. It is said before the run, because one that fails must be repeatable too. */
export function seedLine({ deliveries, seed }: ShuffleOptions): string {
  return `seed ${seed}: --shuffle ${deliveries} --seed ${seed} repeats this run\n`;
}

/** The report: one row a case, with its first difference, and a line that sums up. */
export function shuffleReport(rows: readonly ShuffleRow[]): string {
  const cells = rows.map(({ name, result }) => [
    name,
    String(result.messages),
    String(result.deliveries),
    String(result.endStates),
    String(result.legs),
    remark(result),
  ]);
  const deliveries = rows.reduce((sum, { result }) => sum + result.deliveries, 0);
  const differing = rows.filter(({ result }) => result.differences.length > 0).length;
  const summary = [
    counted(rows.length, 'case'),
    counted(deliveries, 'delivery', 'deliveries'),
    `${differing} ${differing === 1 ? 'differs' : 'differ'}`,
  ].join(', ');
  return [table(HEAD, cells), '', summary].join('\n');
}

function remark({ deliveries, differences, notes }: ShuffleResult): string {
  const [first] = differences;
  const agrees = deliveries === 0 ? [] : ['agrees'];
  return [...(first === undefined ? agrees : [`DIFFERS: ${first}`]), ...notes].join('; ');
}
