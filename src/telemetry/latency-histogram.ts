/** How long something took, of the last minutes. A figure is at most 7 % above the truth, and never below it. */
export interface Latency {
  /** How many were measured. */
  readonly count: number;
  /** Half of them took at most this long (ms); null where there are none. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** Buckets to a doubling: each is at most a fifteenth wider than where it begins. */
const STEPS = 16;
/** From a microsecond to more than a day. */
const DOUBLINGS = 37;
const SIZE = STEPS * DOUBLINGS;
const SLICES = 5;
const SLICE_MS = 60_000;
const MICROSECONDS = 1_000;

/** Counts of one slice of time. */
interface Slice {
  /** Which one since the beginning of the clock. */
  number: number;
  max: number;
  readonly counts: Uint32Array;
}

/**
 * How often something took how long, over the last five minutes: buckets whose width grows with what they count, in slices of a minute, of which the
 * oldest is emptied for the next. Its size is fixed, and a sample makes no object.
 */
export class LatencyHistogram {
  private readonly slices: Slice[] = [];

  /** @param clock what says which slice of time it is (ms). */
  constructor(private readonly clock: () => number) {}

  /**
   * @param ms how long it took.
   * @param times how many took so long.
   */
  add(ms: number, times: number = 1): void {
    const slice = this.current();
    const at = bucketOf(ms);
    slice.counts[at] = (slice.counts[at] as number) + times;
    if (ms > slice.max) slice.max = ms;
  }

  read(): Latency {
    const oldest = this.sliceNow() - SLICES;
    const slices = this.slices.filter(({ number }) => number > oldest);
    const counts = new Float64Array(SIZE);
    let count = 0;
    for (const slice of slices) {
      for (const [at, each] of slice.counts.entries()) {
        counts[at] = (counts[at] as number) + each;
        count += each;
      }
    }
    if (count === 0) return { count, p50Ms: null, p99Ms: null, maxMs: null };
    const maxMs = Math.max(...slices.map(({ max }) => max));
    const quantile = (share: number): number => Math.min(maxMs, endOf(rankedIn(counts, share * count)));
    return { count, p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs };
  }

  /** The slice that time is in, emptied if it was last used for another one. */
  private current(): Slice {
    const number = this.sliceNow();
    const place = ((number % SLICES) + SLICES) % SLICES;
    const slice = (this.slices[place] ??= { number, max: 0, counts: new Uint32Array(SIZE) });
    if (slice.number !== number) {
      slice.number = number;
      slice.max = 0;
      slice.counts.fill(0);
    }
    return slice;
  }

  private sliceNow(): number {
    return Math.floor(this.clock() / SLICE_MS);
  }
}

function bucketOf(ms: number): number {
  const microseconds = ms * MICROSECONDS;
  // A clock that was set back, and what is shorter than can be told.
  if (!(microseconds >= 1)) return 0;
  const doubling = Math.floor(Math.log2(microseconds));
  const step = Math.floor((microseconds / 2 ** doubling - 1) * STEPS);
  return Math.min(SIZE - 1, doubling * STEPS + step);
}

/** Where a bucket ends (ms). */
function endOf(bucket: number): number {
  const doubling = Math.floor(bucket / STEPS);
  return (2 ** doubling * (1 + ((bucket % STEPS) + 1) / STEPS)) / MICROSECONDS;
}

/** The first bucket up to which there are that many. */
function rankedIn(counts: Float64Array, rank: number): number {
  let seen = 0;
  return counts.findIndex((count) => (seen += count) >= rank && count > 0);
}
