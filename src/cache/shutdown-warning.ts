import { isMainThread } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import type { TradingCacheOptions } from './cache.options.js';

/** How long `main.ts` has to enable hooks after the application's init. */
const GRACE_MS = 5_000;

/**
 * Warns where a SIGTERM would end this process without its hooks. Nest does not tell whether hooks are enabled, and they may be
 * enabled after init. But where nobody listens to SIGTERM some time later, nobody can close the application at it. Another listener
 * may be the host's own way to close, so that nothing is said then.
 *
 * @returns what calls it off.
 */
export function warnWithoutHooks(options: TradingCacheOptions): () => void {
  // What is kept in memory is lost in any case, and signals do not reach a worker thread.
  if (options.store === 'memory:' || !isMainThread) return () => undefined;
  const timer = setTimeout(() => {
    if (process.listenerCount('SIGTERM') === 0) new Logger('TradingCache').warn(warning(options));
  }, GRACE_MS);
  timer.unref();
  return () => clearTimeout(timer);
}

function warning({ durability, syncInterval }: TradingCacheOptions): string {
  const loss =
    durability === 'interval'
      ? `loses the changes since the last sync, up to ${syncInterval} s of them,`
      : 'does not wait for the commit that is under way,';
  return (
    `Nothing listens to SIGTERM in this process: at that signal it ${loss} and does not give its scopes back. ` +
    'Call app.enableShutdownHooks() in main.ts.'
  );
}
