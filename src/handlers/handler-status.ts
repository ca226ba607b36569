import type { HandledKind } from './handler-definition.js';

/** How a handler is doing. Counts are since the scope was opened. */
export interface HandlerStatus {
  /** The class and the method. */
  readonly name: string;
  readonly event: HandledKind;
  readonly durable: string | null;
  /** Events that wait to be handled, the one that is handled now included. */
  readonly waiting: number;
  /** How long the oldest of them has waited since it was committed (ms); 0 if there is none. */
  readonly lagMs: number;
  readonly handled: number;
  /** Attempts that threw. */
  readonly failures: number;
  /** Events that were given up. Those of a durable handler are kept: see `CacheService.retrySetAside`. */
  readonly setAside: number;
  /** Events that were dropped because too many waited; never of a durable handler. */
  readonly dropped: number;
}
