import type { OnConflict } from '../../../src/cache/cache.options.js';
import type { Durability } from '../../../src/cache/writer.js';
import type { StreamOptions } from './numbered-updates.js';

/** The user of all scopes of load processes. */
export const USER = 'cycles';

/** What a load process is started with. */
export interface LoadConfig {
  /** A store URL. */
  readonly store: string;
  readonly strategyId: string;
  readonly leaseMs: number;
  readonly durability: Durability;
  readonly onConflict: OnConflict;
  /** How long an order that has ended stays in memory (s). */
  readonly expireTime: number;
  readonly stream: StreamOptions;
  /** The number of the first update that it applies; it may have been applied before. */
  readonly from: number;
}
