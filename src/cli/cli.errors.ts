import { TradingCacheError } from '../errors/trading-cache.error.js';
import { UsageError } from '../errors/usage.error.js';

/** The first word of the command line names no command. */
export class UnknownCommandError extends UsageError {
  readonly code = 'UNKNOWN_COMMAND';

  constructor(name: string, known: readonly string[]) {
    super(
      `There is no command ${JSON.stringify(name)}. Use one of ${known.join(', ')}; trading-cache --help describes them.`,
    );
  }
}

/** The arguments of a command that runs the app are wrong. */
export class StartUsageError extends UsageError {
  readonly code = 'START_USAGE';
}

/** A command needs packages that are optional peers of this one, and they are not installed. */
export class PackagesMissingError extends TradingCacheError {
  readonly code = 'PACKAGES_MISSING';

  constructor(
    command: string,
    readonly packages: readonly string[],
    /** What npm must be asked for so that they fit what is there. */
    install: readonly string[],
  ) {
    super(
      `trading-cache ${command} needs ${packages.join(' and ')}. Install them: npm install ${install.join(' ')}`,
    );
  }
}
