/**
 * Measures how long something takes or waits (ms), for the cache's own clock. The time of day may jump, so it is not used; where a caller gave
 * another clock than that of the machine, as tests do, that one goes for everything.
 */
export function stopwatchOf(now: () => number): () => number {
  return now === Date.now ? () => performance.now() : now;
}
