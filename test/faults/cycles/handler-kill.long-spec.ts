import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Compiled } from '../compiled.js';
import { handlerKill } from './handler-kill.cycle.js';
import { runCycles } from './run-cycles.js';

jest.setTimeout(120_000);

let compiled: Compiled;

beforeAll(async () => {
  compiled = await Compiled.make();
});

afterAll(() => compiled.remove());

function childOf(name: string): string {
  return compiled.child(name);
}

it.each([
  ['returns', false],
  ['throws on every third call', true],
])(
  'a durable handler that %s has every fill in its book, in order, after 10 kills at random moments',
  async (_, throws) => {
    const report = await runCycles(handlerKill(throws), { cycles: 10, seed: 1, childOf });
    expect(report).toMatchObject({ cycles: 10, faults: [] });
    expect(report.figures['fills']).toBeGreaterThan(50);
  },
);
