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
  private readonly latestTold = new Map<string, ToldTime>();
  private readonly latestArrival = new Map<string, number>();
  /** Where the latest snapshot that was adopted of each exchange stands in time (ms). */
  private readonly latestAdopted = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /**
   * The time of a message of an exchange that comes now. One without a time counts as of when it came: after everything that its exchange told until
   * then and after the snapshots that were adopted, and before all that it tells later; by the cache's own clock where the exchange never told a time.
   */
  timeOf(timestamp: number | null, exchange: string): number {
    if (timestamp !== null) {
      this.note(timestamp, exchange, this.now());
      return timestamp;
    }
    const told = this.latestTold.get(exchange)?.at;
    const last = this.latestArrival.get(exchange) ?? 0;
    const after = Math.max(told ?? this.now(), this.latestAdopted.get(exchange) ?? 0);
    const isNear = last >= after && (told === undefined || last < after + NEAR);
    const at = (isNear ? last : after) + STEP;
    this.latestArrival.set(exchange, at);
    return -at;
  }

  /** Notes the time of a message that came before a restart. */
  saw(at: number, exchange: string): void {
    if (at >= 0) this.note(at, exchange, null);
    else this.latestArrival.set(exchange, Math.max(-at, this.latestArrival.get(exchange) ?? 0));
  }

  /** Notes a snapshot that was adopted: what comes from now on without a time comes after it. */
  adopted(at: number, exchange: string): void {
    this.latestAdopted.set(exchange, Math.max(instantOf(at), this.latestAdopted.get(exchange) ?? 0));
  }

  /**
   * A time that is later than everything that is known of an exchange: the latest that it told and what passed since by the cache's own clock, or that
   * clock itself where it never told any. So it is not after the exchange's own clock, whose next messages count on top. What passed before a
   * restart is not known.
   *
   * @param after what it is to be later than too (ms).
   * @param now the cache's own clock (ms).
   */
  justNow(exchange: string, after: number, now: number): number {
    const told = this.latestTold.get(exchange);
    const latest =
      told === undefined
        ? Math.max(now, this.latestArrival.get(exchange) ?? 0)
        : told.at + Math.max(0, now - (told.seenAt ?? now));
    return Math.max(latest, after) + STEP / 2;
  }

  clear(): void {
    this.latestTold.clear();
    this.latestArrival.clear();
    this.latestAdopted.clear();
  }

  private note(at: number, exchange: string, seenAt: number | null): void {
    const known = this.latestTold.get(exchange);
    if (known === undefined) this.latestTold.set(exchange, { at, seenAt });
    else if (at > known.at) {
      known.at = at;
      known.seenAt = seenAt;
    }
  }
}

/** Changed in place: nearly every message tells a later one. */
interface ToldTime {
  at: number;
  /** When it was first told, on the cache's own clock (ms); null if that was before a restart. */
  seenAt: number | null;
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
