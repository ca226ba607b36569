import { TradingCacheError } from '../errors/trading-cache.error.js';
import { UsageError } from '../errors/usage.error.js';

/** A command line that cannot be carried out. */
export class InspectUsageError extends UsageError {
  readonly code = 'INSPECT_USAGE';
}

/** A dump that cannot be put back. */
export class DumpFormatError extends TradingCacheError {
  readonly code = 'DUMP_FORMAT';

  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`Line ${line} of the dump ${reason}. Nothing was written.`);
  }
}

/** A scope that has something already. */
export class ScopeNotEmptyError extends TradingCacheError {
  readonly code = 'SCOPE_NOT_EMPTY';

  constructor(scope: string, records: number) {
    super(
      `Scope ${scope} has ${records} records already. Import into another scope, or give --replace, which removes them first.`,
    );
  }
}

/** A scope whose records cannot be trusted. */
export class ScopeUnreadableError extends TradingCacheError {
  readonly code = 'SCOPE_UNREADABLE';

  constructor(scope: string, reason: string) {
    super(
      `Scope ${scope} cannot be read: ${reason.replace(/\.$/, '')}. trading-cache inspect shows all that is wrong with it.`,
    );
  }
}

/** A scope that is written all the time: what was read is not of one moment. */
export class ScopeBusyError extends TradingCacheError {
  readonly code = 'SCOPE_BUSY';

  constructor(scope: string) {
    super(`Scope ${scope} is being written. Ask the app that has it, with --url.`);
  }
}
