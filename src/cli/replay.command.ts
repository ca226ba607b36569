import 'reflect-metadata';
import { progressOn } from '../replay/progress.js';
import { readReplayOptions, USAGE } from '../replay/replay-options.js';
import { replay } from '../replay/replay.js';
import { hasDifference, report } from '../replay/report.js';
import { seedLine, shuffleReport } from '../replay/shuffle-report.js';
import { shuffle } from '../replay/shuffle.js';
import type { Command } from './command.js';

const DIFFERENCE = 1;

/** Replays or shuffles recorded streams, and prints the report. */
export const replayCommand: Command = {
  usage: USAGE,
  // 1 means that something differs.
  failureCode: 2,
  async run(args) {
    const options = readReplayOptions(args);
    const progress = progressOn(process.stderr);
    if (options.shuffle === null) {
      const rows = await replay(options, progress);
      console.log(report(rows));
      return hasDifference(rows) ? DIFFERENCE : 0;
    }
    console.log(seedLine(options.shuffle));
    const rows = await shuffle(options, options.shuffle, progress);
    console.log(shuffleReport(rows));
    return hasDifference(rows) ? DIFFERENCE : 0;
  },
};
