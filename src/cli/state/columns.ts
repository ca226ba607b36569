import { printable } from './printable.js';

/** A column of a table: its name, what stands in it, and whether that is a number, which is aligned right. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => string | null;
  readonly isNumber?: boolean;
}

/** What stands where nothing is known. */
const NOTHING = '-';

/** Rows in aligned columns, the names first. Values stand as they are, but for control characters. */
export function columns<Row>(all: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const lines = [
    all.map(({ name }) => name),
    ...rows.map((row) => all.map(({ cell }) => printable(cell(row) ?? NOTHING))),
  ];
  const widths = all.map((_, at) => Math.max(...lines.map((line) => (line[at] as string).length)));
  return lines.map((line) =>
    line
      .map((text, at) => {
        const width = widths[at] as number;
        return all[at]?.isNumber === true ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A time as ISO 8601 to the second, UTC. */
export function timeText(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Amounts by currency: `0.04 USDT, 1 BNB`. */
export function amountsText(amounts: Readonly<Record<string, string>>): string | null {
  const texts = Object.entries(amounts).map(([currency, amount]) => `${amount} ${currency}`);
  return texts.length === 0 ? null : texts.join(', ');
}
