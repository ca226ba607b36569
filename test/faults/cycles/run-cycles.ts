import { Logger } from '@nestjs/common';
import { Findings } from './cycle.js';
import type { Cycle, CycleReport } from './cycle.js';
import { Loads } from './loads.js';

export interface RunCyclesOptions {
  readonly cycles: number;
  readonly seed: number;
  /** See `CycleRun`. */
  readonly childOf: (name: string) => string;
  readonly progress?: (text: string) => void;
}

/** Goes through cycles of a kind. What they stumble over is a fault of the cycle under way, and ends them. */
export async function runCycles(
  cycle: Cycle,
  { cycles, seed, childOf, progress = () => undefined }: RunCyclesOptions,
): Promise<CycleReport> {
  // Each cycle waits for the hold of a process that is gone, and its log would say so.
  Logger.overrideLogger(['error', 'fatal']);
  const findings = new Findings();
  const loads = new Loads(childOf('load'));
  try {
    await cycle({ cycles, seed, loads, childOf, progress }, findings);
  } catch (error) {
    findings.fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await loads.killAll();
  }
  return findings.report();
}
