import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Compiled } from '../compiled.js';
import { appKill } from './app-kill.cycle.js';
import { runCycles } from './run-cycles.js';

jest.setTimeout(120_000);

let compiled: Compiled;

beforeAll(async () => {
  compiled = await Compiled.make();
});

afterAll(() => compiled.remove());

it('an app that is killed at 15 random moments loses nothing that was acknowledged, and counts nothing twice', async () => {
  const report = await runCycles(appKill('redis'), {
    cycles: 15,
    seed: 1,
    childOf: (name) => compiled.child(name),
  });
  expect(report).toMatchObject({ cycles: 15, lost: 0, miscounted: 0, faults: [] });
  expect(report.acknowledged).toBeGreaterThan(1_000);
});
