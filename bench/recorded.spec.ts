import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { record, worseThanRecorded } from './recorded.js';
import { goalsOf } from './report.js';
import type { Row } from './report.js';

const FILE = 'recorded.json';

function limit(ratio: number): Row {
  return { what: 'time', values: [ratio], goal: { atMost: 1 } };
}

function aim(ratio: number): Row {
  return { what: 'speed', values: [ratio], goal: { atLeast: 1 } };
}

describe('ratios that were recorded', () => {
  let file: string;

  beforeAll(() => {
    file = join(mkdtempSync(join(tmpdir(), 'recorded-')), FILE);
    record(file, [
      limit(2),
      aim(2),
      { ...limit(3), what: 'delay', scatters: true },
      { what: 'turn', values: [5], unit: 'ms', goal: { atMost: 1 } },
    ]);
  });

  afterAll(() => rmSync(join(file, '..'), { recursive: true }));

  it('have no absolute figures among them, and none that scatter', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ time: 2, speed: 2 });
  });

  it('may be missed by a factor of 2.5, and beaten by any', () => {
    expect(worseThanRecorded(file, [limit(4.9), aim(0.81)])).toEqual([]);
    expect(worseThanRecorded(file, [limit(0.1), aim(90)])).toEqual([]);
  });

  it('are named where they are missed by more, whichever way is worse', () => {
    expect(worseThanRecorded(file, [limit(5.1), aim(0.79)])).toEqual([
      '"time" is 2.5 times as bad as recorded: 5.10 x, recorded 2 x (less is better)',
      '"speed" is 2.5 times as bad as recorded: 0.790 x, recorded 2 x (more is better)',
    ]);
  });

  it('are named where nothing of that name was measured', () => {
    expect(worseThanRecorded(file, [limit(2)])).toEqual(['"speed" is recorded, and was not measured']);
  });

  it('are named where they are no number', () => {
    writeFileSync(file, '{"time": null}');
    expect(worseThanRecorded(file, [limit(2)])).toHaveLength(1);
    expect(worseThanRecorded(file, [limit(NaN)])).toHaveLength(1);
  });
});

describe('a goal', () => {
  it('is met in its sense, by the median', () => {
    const row = { what: 'a', values: [1, 9, 2] } as const;
    expect(goalsOf([{ ...row, goal: { atMost: 2 } }])).toEqual([
      { name: 'a', ratio: 2, goal: 2, sense: 'at most', unit: 'x', met: true, spread: [1, 9] },
    ]);
    expect(goalsOf([{ ...row, goal: { atLeast: 3 } }])).toMatchObject([{ sense: 'at least', met: false }]);
    expect(goalsOf([row])).toEqual([]);
  });
});
