import 'reflect-metadata';
import { TradingCacheError } from '../errors/trading-cache.error.js';
import { progressOn } from './progress.js';
import { readReplayOptions } from './replay-options.js';
import { replay } from './replay.js';
import { hasDifference, report } from './report.js';
import { seedLine, shuffleReport } from './shuffle-report.js';
import { shuffle } from './shuffle.js';

const DIFFERENCE = 1;
const WRONG_USE = 2;

try {
  process.exitCode = (await run(process.argv.slice(2))) ? DIFFERENCE : 0;
} catch (error) {
  console.error(error instanceof TradingCacheError ? error.message : error);
  process.exitCode = WRONG_USE;
}

/** Replays or shuffles, and prints the report. @returns whether anything differs. */
async function run(args: readonly string[]): Promise<boolean> {
  const options = readReplayOptions(args);
  const progress = await progressOn(process.stderr);
  if (options.shuffle === null) {
    const rows = await replay(options, progress);
    console.log(report(rows));
    return hasDifference(rows);
  }
  console.log(seedLine(options.shuffle));
  const rows = await shuffle(options, options.shuffle, progress);
  console.log(shuffleReport(rows));
  return hasDifference(rows);
}
