/** What `trading-cache` can be told to do. */
export interface Command {
  /** What `--help` shows: how it is called, and what its options mean. */
  readonly usage: string;
  /** The exit code of a failure, unless the command line is wrong, which is 2. 1 unless given. */
  readonly failureCode?: number;
  /** Carries out the command. @returns the exit code. @throws {UsageError} if the arguments are wrong. */
  run(args: readonly string[]): Promise<number>;
}

/** A command as the table lists it. It is loaded when it is called: looking into a store needs no HTTP server. */
export interface CommandEntry {
  /** What it does, in one line. */
  readonly summary: string;
  load(): Promise<Command>;
}
