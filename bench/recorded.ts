import { readFileSync, writeFileSync } from 'node:fs';
import { goalsOf } from './report.js';
import type { Met, Row } from './report.js';

/** How much worse than recorded a ratio may be: a short run on a machine that others share says no more. */
const MARGIN = 2.5;

/** What an earlier run measured, by the names of the rows. */
type Recorded = Readonly<Record<string, number>>;

/** Keeps the ratios of a run, for later ones to be compared with. */
export function record(file: string, rows: readonly Row[]): void {
  const kept = comparable(rows).map(({ name, ratio }) => [name, Number(ratio.toPrecision(3))] as const);
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

/** @returns for each ratio that is much worse than the recorded one, or not there, what to say of it. */
export function worseThanRecorded(file: string, rows: readonly Row[]): string[] {
  const measured = new Map(comparable(rows).map((met) => [met.name, met]));
  const recorded = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Recorded);
  return recorded.flatMap(([name, before]) => {
    const now = measured.get(name);
    if (now === undefined) return [`"${name}" is recorded, and was not measured`];
    const worse = now.sense === 'at most' ? now.ratio / before : before / now.ratio;
    // Not `>`: what is no number is no good.
    if (worse <= MARGIN && before > 0) return [];
    const figures = `${now.ratio.toPrecision(3)} x, recorded ${before} x (${now.sense === 'at most' ? 'less' : 'more'} is better)`;
    return [`"${name}" is ${worse.toPrecision(2)} times as bad as recorded: ${figures}`];
  });
}

/** Ratios that a goal gives a sense, and that are steady; absolute figures describe the machine. */
function comparable(rows: readonly Row[]): Met[] {
  return goalsOf(rows.filter(({ scatters = false }) => !scatters)).filter(({ unit }) => unit === 'x');
}
