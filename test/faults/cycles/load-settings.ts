import type { LoadConfig } from '../children/load-config.js';
import type { StreamOptions } from '../children/numbered-updates.js';

/** Short, so that whoever comes after a kill does not wait long. */
export const LEASE_MS = 400;

/** A load as most cycles have it: eight symbols, forty orders at a time, and orders that leave memory a second after their end. */
export function loadConfig(
  store: string,
  strategyId: string,
  stream: Partial<StreamOptions> & Pick<StreamOptions, 'seed'>,
): LoadConfig {
  return {
    store,
    strategyId,
    leaseMs: LEASE_MS,
    durability: 'continuous',
    onConflict: 'fail',
    expireTime: 1,
    stream: { exchange: 'a', symbols: 8, live: 40, plain: false, ...stream },
    from: 1,
  };
}
