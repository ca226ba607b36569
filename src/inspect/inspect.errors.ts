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
