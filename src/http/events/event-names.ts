import type { CacheEvent } from '../../cache/cache-event.js';

/** The events of a stream by name: those of a cache, and `resync`, which says that events were missed. */
export type EventName = CacheEvent['event'] | 'resync';

/** The names by which events can be asked for. A `resync` comes in any case. */
export const EVENT_NAMES = [
  'order.updated',
  'fill',
  'position.updated',
  'position.gap',
  'sync.completed',
  'sync.failed',
  'scope.serving',
  'scope.away',
  'scope.standby',
  'scope.fenced',
  'scope.damaged',
  'scope.rolledBack',
  'scope.closed',
] as const satisfies readonly CacheEvent['event'][];
