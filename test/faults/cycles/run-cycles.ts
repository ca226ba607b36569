import { Logger } from '@nestjs/common';
import { Findings } from './cycle.js';
import type { Cycle, CycleReport } from './cycle.js';
import { Loads } from './loads.js';

export interface RunCyclesOptions {
  readonly cycles: number;
  readonly seed: number;
  /** The compiled `children/load.child.ts`. */
  readonly child: string;
  readonly progress?: (text: string) => void;
}

/** Goes through cycles of a kind. What they stumble over is a fault of the cycle under way, and ends them. */
export async function runCycles(
  cycle: Cycle,
  { cycles, seed, child, progress = () => undefined }: RunCyclesOptions,
): Promise<CycleReport> {
  // Each cycle waits for the hold of a process that is gone, and its log would say so.
  Logger.overrideLogger(['error', 'fatal']);
  const findings = new Findings();
  const loads = new Loads(child);
  try {
    await cycle({ cycles, seed, loads, progress }, findings);
  } catch (error) {
    findings.fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await loads.killAll();
  }
  return findings.report();
}
