/** What gives its reader what is there. */
export interface Pumped {
  pump(): void;
}

/** How long the pause is after something was given to a reader, for each of them (ms): a write takes some ten microseconds. */
const PAUSE_MS = 0.1;
/** How many are given something in one turn. */
const AT_ONCE = 20;

/**
 * The streams of a feed, each given what is there: a few at the end of the turn in which something happened; many in portions, with pauses in
 * which more happens that is sent in one piece. However many they are and however much happens, most of the time is left for others.
 */
export class PacedStreams<Stream extends Pumped> {
  private readonly streams = new Set<Stream>();
  /** Those that are not reached yet of the round that is under way. */
  private waiting: Stream[] = [];
  /** Whether something happened since the round began. */
  private isStirred = false;
  private isDue = false;
  /** When the pause is over. */
  private freeAt = 0;

  get size(): number {
    return this.streams.size;
  }

  [Symbol.iterator](): Iterator<Stream> {
    return this.streams.values();
  }

  add(stream: Stream): void {
    this.streams.add(stream);
  }

  delete(stream: Stream): void {
    this.streams.delete(stream);
  }

  /** Something is there for all. */
  stir(): void {
    this.isStirred = true;
    this.goOn();
  }

  private goOn(): void {
    if (this.isDue) return;
    this.isDue = true;
    const pauseMs = Math.ceil(this.freeAt - performance.now());
    // All events of a turn leave together.
    if (pauseMs <= 0) queueMicrotask(() => this.pump());
    else setTimeout(() => this.pump(), pauseMs).unref();
  }

  private pump(): void {
    this.isDue = false;
    if (this.waiting.length === 0) {
      this.waiting = [...this.streams];
      this.isStirred = false;
    }
    const portion = this.waiting.splice(0, AT_ONCE);
    for (const stream of portion) stream.pump();
    this.freeAt = performance.now() + portion.length * PAUSE_MS;
    if (this.isStirred || this.waiting.length > 0) this.goOn();
  }
}
