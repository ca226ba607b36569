import type { AppProcess } from '../support/app-process.js';
import type { RedisServer } from '../support/redis-server.js';
import type { Service } from './honest-client.js';
import type { Resident } from './resident-memory.js';

/** How large the floods are. */
export interface FloodSizes {
  /** Readers of events who read nothing, and what is sent to them meanwhile. */
  readonly readers: number;
  readonly readUpdates: number;
  readonly connections: number;
  readonly maxConnections: number;
  /** Clients who wait for a store that is away, and for how long they go on (ms). */
  readonly writers: number;
  readonly writtenForMs: number;
  readonly keys: number;
  readonly maxMarketData: number;
  readonly orders: number;
  readonly maxOrders: number;
}

/** What a flood is poured into. */
export interface FloodTarget {
  readonly app: AppProcess;
  /** Where the state is kept, of floods that take the store away. */
  readonly redis: RedisServer | null;
  readonly sizes: FloodSizes;
}

/** A flood, and what it is about. */
export interface Flood {
  /** What it does, in words. */
  readonly what: (sizes: FloodSizes) => string;
  readonly needsRedis: boolean;
  readonly environment: (sizes: FloodSizes) => Readonly<Record<string, string>>;
  /** @returns what came of it, by name, and the faults that it found. */
  readonly pour: (target: FloodTarget) => Promise<FloodOutcome>;
}

export interface FloodOutcome {
  readonly figures: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/** What was measured of a flood. */
export interface FloodReport extends FloodOutcome {
  readonly resident: Resident;
  readonly honest: Service;
}

/** The sizes that docs/floods.md tells of. */
export const WHOLE: FloodSizes = {
  readers: 200,
  readUpdates: 30_000,
  connections: 1_000,
  maxConnections: 2_000,
  writers: 100,
  writtenForMs: 20_000,
  keys: 1_000_000,
  maxMarketData: 100_000,
  orders: 1_000_000,
  maxOrders: 100_000,
};
