import type { Loads } from './loads.js';
import type { Verdict } from './verdict.js';

/** What a run of cycles is asked for, and works with. */
export interface CycleRun {
  readonly cycles: number;
  readonly seed: number;
  /** Starts the processes that write. */
  readonly loads: Loads;
  /** The compiled file of a process, by the name of its source in `children`. */
  readonly childOf: (name: string) => string;
  /** Told after each cycle. */
  readonly progress: (text: string) => void;
}

/** A kind of cycles: goes through them, and notes what it finds. */
export type Cycle = (run: CycleRun, findings: Findings) => Promise<void>;

/** What a run of cycles found. */
export interface CycleReport {
  readonly cycles: number;
  /** Updates that were acknowledged as committed. */
  readonly acknowledged: number;
  /** Of those, updates that were not there afterwards. */
  readonly lost: number;
  /** Positions and orders in which a fill counts twice, or in part, or that no update made so. */
  readonly miscounted: number;
  /** Whatever must not be, in words; empty where all is well. */
  readonly faults: readonly string[];
  /** What else was counted or measured, by what it is. */
  readonly figures: Readonly<Record<string, number>>;
}

/** Of so many faults of one cycle each is told. */
const MOST_TOLD = 5;

/** A report that is being made. */
export class Findings {
  acknowledged = 0;
  /** Whether a loss is what these cycles are to show. */
  mustLose = false;
  private cycle = 0;
  private lost = 0;
  private miscounted = 0;
  private readonly faults: string[] = [];
  private readonly figures: Record<string, number> = {};

  /** The cycle that everything from now on belongs to. */
  begin(cycle: number): void {
    this.cycle = cycle;
  }

  /** Notes what went wrong in the cycle under way. */
  fault(...reasons: readonly string[]): void {
    const told = reasons.slice(0, MOST_TOLD);
    if (reasons.length > MOST_TOLD) told.push(`and ${reasons.length - MOST_TOLD} more`);
    for (const reason of told) this.faults.push(`cycle ${this.cycle}: ${reason}`);
  }

  /** Notes what became of a stream. @returns how many of its acknowledged updates were lost. */
  judge({ lost, miscounted, faults }: Verdict): number {
    this.lost += lost;
    this.miscounted += miscounted;
    if (lost > 0 && !this.mustLose) this.fault(`${lost} acknowledged updates were lost`);
    this.fault(...faults);
    return lost;
  }

  /** Counts something by what it is. */
  count(what: string, more = 1): void {
    this.figures[what] = (this.figures[what] ?? 0) + more;
  }

  /** Keeps the largest of a figure. */
  most(what: string, value: number): void {
    this.figures[what] = Math.max(this.figures[what] ?? 0, value);
  }

  report(): CycleReport {
    const { cycle: cycles, acknowledged, lost, miscounted, faults, figures, mustLose } = this;
    const unseen = mustLose && lost === 0 ? ['nothing was lost: these cycles could not see a loss'] : [];
    return { cycles, acknowledged, lost, miscounted, faults: [...faults, ...unseen], figures };
  }
}
