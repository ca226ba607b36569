import 'reflect-metadata';
import { TradingCacheError } from '../errors/trading-cache.error.js';
import { progressOn } from './progress.js';
import { readReplayOptions } from './replay-options.js';
import { replay } from './replay.js';
import { hasDifference, report } from './report.js';

const DIFFERENCE = 1;
const WRONG_USE = 2;

try {
  const rows = await replay(readReplayOptions(process.argv.slice(2)), await progressOn(process.stderr));
  console.log(report(rows));
  process.exitCode = hasDifference(rows) ? DIFFERENCE : 0;
} catch (error) {
  console.error(error instanceof TradingCacheError ? error.message : error);
  process.exitCode = WRONG_USE;
}
