/** What was measured, against what was aimed at. A row without a goal only informs. */
export interface Row {
  readonly what: string;
  /** One figure a round: a ratio, or what its unit says. */
  readonly values: readonly number[];
  readonly unit?: Unit;
  readonly goal?: Goal;
  /** Short runs of the same code differ too much for it to be compared with what was recorded. */
  readonly scatters?: boolean;
}

type Unit = 'x' | 'ns' | 'us' | 'ms' | 'GB' | 'bytes';
type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** A row with a goal, as `--json` writes it. */
export interface Met {
  readonly name: string;
  /** The median of the rounds. */
  readonly ratio: number;
  readonly goal: number;
  readonly sense: 'at most' | 'at least';
  /** Of `ratio` and `goal`: `x` is a ratio, anything else an absolute figure. */
  readonly unit: Unit;
  readonly met: boolean;
  /** The smallest and the largest of the rounds. */
  readonly spread: readonly [number, number];
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

/** The rows that have a goal, and whether it is met. */
export function goalsOf(rows: readonly Row[]): Met[] {
  return rows.flatMap(({ what, values, unit = 'x', goal }) => {
    if (goal === undefined) return [];
    const ratio = median(values);
    const isLimit = 'atMost' in goal;
    const aim = isLimit ? goal.atMost : goal.atLeast;
    return [
      {
        name: what,
        ratio,
        goal: aim,
        sense: isLimit ? ('at most' as const) : ('at least' as const),
        unit,
        met: isLimit ? ratio <= aim : ratio >= aim,
        spread: [Math.min(...values), Math.max(...values)] as const,
      },
    ];
  });
}

function cells(row: Row): readonly string[] {
  const { what, values, unit = 'x' } = row;
  const spread = `${figure(Math.min(...values))}..${figure(Math.max(...values))}`;
  const measured = [what, `${figure(median(values))} ${unit}`, spread];
  const [met] = goalsOf([row]);
  if (met === undefined) return [...measured, '', ''];
  return [...measured, `${met.sense} ${met.goal} ${unit}`, met.met ? 'yes' : 'no'];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function figure(value: number): string {
  return value.toPrecision(value >= 100 ? Math.ceil(Math.log10(value + 1)) : 3);
}
