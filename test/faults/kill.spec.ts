import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Compiled } from './compiled.js';
import { readNumbered, wholeAfter } from './numbered-state.js';
import { seededRandom } from './seeded-random.js';
import { StoreProcess } from './store-process.js';

/** `node scripts/kill-cycles.mjs` sets both. */
const CYCLES = Number(process.env['KILL_CYCLES'] ?? 15);
const SEED = Number(process.env['KILL_SEED'] ?? 1);
const CYCLE_LIMIT_MS = 30_000;

let compiled: Compiled;
let folder: string;

beforeAll(async () => {
  compiled = await Compiled.make();
  folder = mkdtempSync(join(tmpdir(), 'kill-'));
});

afterAll(() => {
  compiled.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets a process commit, and kills it at a random moment. @returns the number of the last batch that it heard was committed. */
async function commitAndKill(random: () => number): Promise<number> {
  const child = StoreProcess.node(compiled.child('committer'), folder);
  await child.line(1 + Math.floor(random() * 30));
  // Some way into a commit: one takes about a millisecond.
  const moment = process.hrtime.bigint() + BigInt(Math.floor(random() * 3_000_000));
  while (process.hrtime.bigint() < moment);
  await child.kill();
  expect(child.lines.filter((line) => !/^OK \d+$/.test(line))).toEqual([]);
  return Number(child.lines.at(-1)?.split(' ')[1]);
}

describe('LmdbStateStore and SIGKILL', () => {
  it(
    `has every acknowledged batch, and the last one whole, after each of ${CYCLES} kills (seed ${SEED})`,
    async () => {
      const random = seededRandom(SEED);
      for (let cycle = 1; cycle <= CYCLES; cycle++) {
        const acknowledged = await commitAndKill(random);
        const { sequence, ...found } = await readNumbered(folder);
        expect(sequence).toBeGreaterThanOrEqual(acknowledged);
        expect(sequence).toBeLessThanOrEqual(acknowledged + 1);
        expect(found).toEqual(wholeAfter(sequence));
      }
    },
    CYCLES * CYCLE_LIMIT_MS,
  );
});
