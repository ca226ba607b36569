import type { CaseResult } from './replay-case.js';
import { counted } from '../errors/counted.js';
import { table } from './table.js';

/** A row of the report. */
export interface ReportRow {
  readonly name: string;
  readonly result: CaseResult;
}

const HEAD = ['case', 'messages', 'fills', 'known', 'checks', 'agreed', ''];

/** The report: one row a case, with its first difference or what a reader should know, and a line that sums up. */
export function report(rows: readonly ReportRow[]): string {
  const cells = rows.map(({ name, result }) => [
    name,
    String(result.messages),
    String(result.fills),
    String(result.known),
    String(result.checks),
    String(result.agreed),
    remark(result),
  ]);
  return [table(HEAD, cells), '', summary(rows)].join('\n');
}

/** Whether any of these results has a difference. */
export function hasDifference(
  rows: readonly { readonly result: { readonly differences: readonly string[] } }[],
): boolean {
  return rows.some(({ result }) => result.differences.length > 0);
}

function remark({ differences, notes }: CaseResult): string {
  const [first] = differences;
  return [...(first === undefined ? [] : [`DIFFERS: ${first}`]), ...notes].join('; ');
}

function summary(rows: readonly ReportRow[]): string {
  const checks = rows.reduce((sum, { result }) => sum + result.checks, 0);
  const differences = rows.reduce((sum, { result }) => sum + result.differences.length, 0);
  return [counted(rows.length, 'case'), counted(checks, 'check'), counted(differences, 'difference')].join(
    ', ',
  );
}
