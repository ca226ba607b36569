import type { CaseResult } from './replay-case.js';

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
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  const lines = [HEAD, ...cells].map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === HEAD.length - 1
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', summary(rows)].join('\n');
}

export function hasDifference(rows: readonly ReportRow[]): boolean {
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

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
