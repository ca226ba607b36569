import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from './open-scope.js';
import { timed } from './timed-sides.js';

const TIMES = 50;
const BLOCK = 4_096;

/** How long one write and fsync of this machine's disk take (ms): several, from the shortest to the longest. */
export function fsyncTimes(): Promise<number[]> {
  return withFolder(async (folder) => {
    const file = openSync(join(folder, 'fsync'), 'w');
    const block = Buffer.alloc(BLOCK, 1);
    const times: number[] = [];
    for (let each = 0; each < TIMES; each++) {
      times.push(
        await timed(() => {
          writeSync(file, block);
          fsyncSync(file);
        }),
      );
    }
    closeSync(file);
    return times.toSorted((left, right) => left - right);
  });
}
