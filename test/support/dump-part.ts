import type { DumpLine } from '../../src/inspect/dump-line.js';
import { DumpTotals } from '../../src/inspect/dump-totals.js';

/** A dump of some of a dump's lines, with totals of its own. */
export function partOfDump(dump: readonly string[], has: (line: string) => boolean): string[] {
  const lines = dump.slice(1, -1).filter(has);
  const totals = new DumpTotals();
  for (const line of lines) totals.add(JSON.parse(line) as DumpLine);
  return [dump[0] as string, ...lines, JSON.stringify(totals.end())];
}
