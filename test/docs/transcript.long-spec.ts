import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { blocksOf } from './pages.js';
import { shows, stepsOf, Typist } from './transcript.js';

// The app is built first where that is needed.
jest.setTimeout(120_000);

let folder: string;
let typist: Typist;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'transcript-'));
  typist = new Typist(`file:${join(folder, 'data')}`);
});

afterAll(async () => {
  await typist.end();
  rmSync(folder, { recursive: true, force: true });
});

describe('the crash in the README', () => {
  const [transcript = ''] = blocksOf('README.md', 'console');

  it('goes as it is shown', async () => {
    const steps = stepsOf(transcript);
    expect(steps.map(({ command }) => command)).toContain('kill -9 %1');
    for (const step of steps) {
      const { output } = step;
      const lines = await typist.type(step);
      expect(shows(lines, output) ? output : lines).toEqual(output);
    }
  });
});

it('a transcript that shows something else is found', () => {
  const lines = ['{"side":"LONG","signedAmount":"2"}'];
  expect(shows(lines, ['{"side":"LONG",…}'])).toBe(true);
  expect(shows(lines, ['{"side":"SHORT",…}'])).toBe(false);
  expect(shows(lines, ['{"side":"LONG",…}', 'more'])).toBe(false);
});
