/** What was measured, against what was aimed at. A row without a goal only informs. */
export interface Row {
  readonly what: string;
  /** One figure a round: a ratio, or what its unit says. */
  readonly values: readonly number[];
  readonly unit?: 'x' | 'ns' | 'ms' | 'GB' | 'bytes';
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
}

const HEADER = ['measured', 'median', 'min..max', 'goal', 'reached'] as const;

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const lines = [HEADER, ...rows.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const [header, ...body] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [header, rule, ...body].join('\n');
}

function cells({ what, values, unit = 'x', goal }: Row): readonly string[] {
  const spread = `${figure(Math.min(...values))}..${figure(Math.max(...values))}`;
  const middle = median(values);
  const measured = [what, `${figure(middle)} ${unit}`, spread];
  if (goal === undefined) return [...measured, '', ''];
  const [words, reached] =
    'atMost' in goal
      ? [`at most ${goal.atMost} ${unit}`, middle <= goal.atMost]
      : [`at least ${goal.atLeast} ${unit}`, middle >= goal.atLeast];
  return [...measured, words, reached ? 'yes' : 'no'];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function figure(value: number): string {
  return value.toPrecision(value >= 100 ? Math.ceil(Math.log10(value)) : 3);
}
