import { writeLines } from '../../inspect/command-line.js';
import { columns } from './columns.js';
import type { Column } from './columns.js';

/** Writes lines to the standard output. Whoever reads them may stop, as `head` does. */
export async function printLines(lines: AsyncIterable<string> | Iterable<string>): Promise<void> {
  try {
    await writeLines(asAsync(lines), undefined);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/** Prints rows for people, or says that there are none. */
export async function printTable<Row>(
  all: readonly Column<Row>[],
  rows: readonly Row[],
  none: string,
): Promise<void> {
  await printLines(rows.length === 0 ? [none] : columns(all, rows));
}

/** Prints rows for machines: one JSON array, a row to a line. */
export async function printJson(pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>) {
  await printLines(jsonLines(pages));
}

/** All rows of all pages. */
export async function allOf<Row>(pages: AsyncIterable<readonly Row[]>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const page of pages) for (const row of page) rows.push(row);
  return rows;
}

/** A line stands back until it is known whether another one follows it. */
async function* jsonLines(
  pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): AsyncGenerator<string> {
  let held = '[';
  let separator = '';
  for await (const page of pages) {
    for (const row of page) {
      yield held + separator;
      held = JSON.stringify(row);
      separator = ',';
    }
  }
  yield held;
  yield ']';
}

async function* asAsync(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  yield* lines;
}
