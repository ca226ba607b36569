/**
 * The time of a message as one number. Zero and above: the exchange's clock (ms since the epoch). Below zero: the exchange told no time, and
 * this is when the message first came, negated: so many milliseconds behind what the exchange had told by then, or by the cache's own clock
 * where it never told any. Such times have a fraction, so that no two are equal.
 */

/** How finely arrivals within one millisecond are told apart: what a double can hold beside a present-day time. */
const STEP = 1 / 1024;
/** Arrivals of an exchange that stand so close behind what it told (ms) are counted on from each other. */
const NEAR = 60_000;

/**
 * What the cache knows of time: it gives messages without an exchange time their time of arrival, each a later one, and knows the latest time that
 * each exchange told.
 */
export class Arrivals {
  private readonly latestTold = new Map<string, number>();
  private readonly latestArrival = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /**
   * The time of a message of an exchange that comes now. One without a time counts as of when it came: after everything that its exchange told until
   * then, and before all that it tells later; by the cache's own clock where the exchange never told a time.
   */
  timeOf(timestamp: number | null, exchange: string): number {
    if (timestamp !== null) {
      this.saw(timestamp, exchange);
      return timestamp;
    }
    const told = this.latestTold.get(exchange);
    const last = this.latestArrival.get(exchange) ?? 0;
    const isNear = told === undefined || (last >= told && last < told + NEAR);
    const at = (told === undefined ? Math.max(this.now(), last) : isNear ? last : told) + STEP;
    this.latestArrival.set(exchange, at);
    return -at;
  }

  /** Notes the time of a message that came before. */
  saw(at: number, exchange: string): void {
    if (at >= 0) {
      const known = this.latestTold.get(exchange);
      if (known === undefined || at > known) this.latestTold.set(exchange, at);
    } else this.latestArrival.set(exchange, Math.max(-at, this.latestArrival.get(exchange) ?? 0));
  }

  /**
   * A time that is later than everything that is known of an exchange, and earlier than its next millisecond, or than the next message of one that tells no
   * times.
   */
  justNow(exchange: string, after: number): number {
    const latest = this.latestTold.get(exchange) ?? this.latestArrival.get(exchange) ?? 0;
    return Math.max(latest, after) + STEP / 2;
  }

  clear(): void {
    this.latestTold.clear();
    this.latestArrival.clear();
  }
}

export function isOfExchange(at: number): boolean {
  return at >= 0;
}

/** Where a message stands in time, whichever clock told it (ms). */
export function instantOf(at: number): number {
  return at < 0 ? -at : at;
}

/** The integer milliseconds that are shown of it. */
export function millisecondsOf(at: number): number {
  return Math.floor(instantOf(at));
}

/** Below, at or above zero as `left` is earlier than, at, or later than `right`. A time that only the cache told is older than any other. */
export function compareTimes(left: number, right: number): number {
  if (left >= 0 !== right >= 0) return left >= 0 ? 1 : -1;
  return left >= 0 ? left - right : right - left;
}

/** The earlier of two times; the exchange's clock counts before the cache's. */
export function earliest(left: number, right: number): number {
  if (left >= 0 !== right >= 0) return left >= 0 ? left : right;
  return left >= 0 ? Math.min(left, right) : Math.max(left, right);
}

/** The later of two times; the exchange's clock counts before the cache's. */
export function latest(left: number, right: number): number {
  return compareTimes(left, right) >= 0 ? left : right;
}
