import type { LoggedEvent } from './event-log.js';

/** Which events a reader wants. What is left out matches all. */
export interface EventFilter {
  readonly exchange?: string | undefined;
  readonly symbol?: string | undefined;
  readonly events?: ReadonlySet<string> | undefined;
}

/** Whether nothing is left out. */
export function isOfAll({ exchange, symbol, events }: EventFilter): boolean {
  return exchange === undefined && symbol === undefined && events === undefined;
}

/** Whether a reader gets an event. Events of the scope are of every market; a `resync` concerns everybody. */
export function isWanted({ exchange, symbol, events }: EventFilter, event: LoggedEvent): boolean {
  if (event.event === 'resync') return true;
  if (events !== undefined && !events.has(event.event)) return false;
  if (event.symbol === undefined) return true;
  return (
    (exchange === undefined || event.exchange === exchange) &&
    (symbol === undefined || event.symbol === symbol)
  );
}
