import { TradingCacheError } from '../errors/trading-cache.error.js';
import { UsageError } from '../errors/usage.error.js';

/** A line of a stream file that is not in the format of recorded streams. */
export class StreamFormatError extends TradingCacheError {
  readonly code = 'STREAM_FORMAT';

  constructor(
    readonly file: string,
    readonly line: number,
    readonly reason: string,
  ) {
    super(`${file}:${line}: ${reason}. See docs/replay.md for the format.`);
  }
}

/** A command line that cannot be carried out. */
export class ReplayUsageError extends UsageError {
  readonly code = 'REPLAY_USAGE';
}

/** A running app that did not do what it was asked. */
export class ReplayTargetError extends TradingCacheError {
  readonly code = 'REPLAY_TARGET';
}
