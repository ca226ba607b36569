import { joinExecution } from './execution.js';
import type { Execution } from './execution.js';

/** How many executions are kept with the record of their order; more go into sealed runs, each a record of its own. */
export const RUN_LENGTH = 32;

/**
 * The executions of an order, in the order in which they were first told. Joining one more copies no more than the last few, however many
 * there are.
 */
export class Executions {
  constructor(
    readonly runs: readonly ExecutionRun[],
    readonly recent: readonly Execution[],
  ) {}

  get size(): number {
    return this.runs.reduce((size, run) => size + run.executions.length, this.recent.length);
  }

  /** All of them in one list. */
  get all(): readonly Execution[] {
    if (this.runs.length === 0) return this.recent;
    return [...this.runs.flatMap(({ executions }) => executions), ...this.recent];
  }

  hasTrade(tradeId: string): boolean {
    return this.withTrade(tradeId) !== null;
  }

  /** With what one more message, or record, says of one of them, or of a new one. @returns itself where that is nothing new. */
  joined(execution: Execution): Executions {
    const { tradeId, end } = execution;
    const named = tradeId === null ? null : this.withTrade(tradeId);
    if (named !== null) {
      const joined = this.replaced(named, joinExecution(this.at(named), execution));
      return end === null ? joined : joined.withoutNameless(end, named);
    }
    if (end === null) return this.with(execution);
    const placed = this.endingAt(end, tradeId !== null);
    return placed === null
      ? this.with(execution)
      : this.replaced(placed, joinExecution(this.at(placed), execution));
  }

  /** A report without a trade id told of what another message gave an id: one execution. */
  private withoutNameless(end: string, named: Place): Executions {
    const nameless = this.endingAt(end, true);
    if (nameless === null) return this;
    return this.replaced(named, joinExecution(this.at(named), this.at(nameless))).without(nameless);
  }

  private with(execution: Execution): Executions {
    if (this.recent.length < RUN_LENGTH) return new Executions(this.runs, oneMore(this.recent, execution));
    return new Executions([...this.runs, new ExecutionRun(this.recent)], [execution]);
  }

  private without({ run, index }: Place): Executions {
    if (run < 0) return new Executions(this.runs, this.recent.toSpliced(index, 1));
    const { executions } = this.runs[run] as ExecutionRun;
    return new Executions(this.runs.with(run, new ExecutionRun(executions.toSpliced(index, 1))), this.recent);
  }

  private replaced({ run, index }: Place, execution: Execution): Executions {
    if (this.at({ run, index }) === execution) return this;
    if (run < 0) return new Executions(this.runs, this.recent.with(index, execution));
    const { executions } = this.runs[run] as ExecutionRun;
    return new Executions(
      this.runs.with(run, new ExecutionRun(executions.with(index, execution))),
      this.recent,
    );
  }

  private at({ run, index }: Place): Execution {
    const list = run < 0 ? this.recent : (this.runs[run] as ExecutionRun).executions;
    return list[index] as Execution;
  }

  private withTrade(tradeId: string): Place | null {
    return this.find(tradeId, null, false);
  }

  /** @param isNameless whether only one without a trade id is meant. */
  private endingAt(end: string, isNameless: boolean): Place | null {
    return this.find(null, end, isNameless);
  }

  /** By its trade id, else by its place. No function is handed in: every update comes through here. */
  private find(tradeId: string | null, end: string | null, isNameless: boolean): Place | null {
    const { recent, runs } = this;
    const place = lastIndexIn(recent, tradeId, end, isNameless);
    if (place >= 0) return { run: -1, index: place };
    for (let run = runs.length - 1; run >= 0; run--) {
      const sealed = runs[run] as ExecutionRun;
      if (!sealed.mayHave(tradeId, end)) continue;
      const index = lastIndexIn(sealed.executions, tradeId, end, isNameless);
      if (index >= 0) return { run, index };
    }
    return null;
  }
}

/** A sealed run of executions: written once, and again only where one of them changes. */
export class ExecutionRun {
  private names: ReadonlySet<string> | null = null;

  constructor(readonly executions: readonly Execution[]) {}

  /** Whether one of them may have this trade id, or this place. */
  mayHave(tradeId: string | null, end: string | null): boolean {
    this.names ??= new Set(this.executions.flatMap((each) => [`t${each.tradeId}`, `e${each.end}`]));
    return this.names.has(tradeId === null ? `e${end}` : `t${tradeId}`);
  }
}

/** Where an execution stands: in which run (-1: among the recent ones), and there. */
interface Place {
  readonly run: number;
  readonly index: number;
}

function lastIndexIn(
  executions: readonly Execution[],
  tradeId: string | null,
  end: string | null,
  isNameless: boolean,
): number {
  for (let at = executions.length - 1; at >= 0; at--) {
    const each = executions[at] as Execution;
    const isIt =
      tradeId === null
        ? each.end === end && (!isNameless || each.tradeId === null)
        : each.tradeId === tradeId;
    if (isIt) return at;
  }
  return -1;
}

export const NO_EXECUTIONS = new Executions([], []);

/** Not spread: a list that is spread and added to keeps room for sixteen more, and there is one for each order. */
export function oneMore(list: readonly Execution[], execution: Execution): readonly Execution[] {
  // oxlint-disable-next-line unicorn/no-new-array -- the only way to a list of just this length
  const longer = new Array<Execution>(list.length + 1);
  for (let at = 0; at < list.length; at++) longer[at] = list[at] as Execution;
  longer[list.length] = execution;
  return longer;
}
