import { Readable } from 'node:stream';
import type { EventFilter } from './event-filter.js';
import { isOfAll, isWanted } from './event-filter.js';
import type { EventLog } from './event-log.js';
import { HEARTBEAT } from './event-text.js';

/** How much is read ahead for a connection, and sent at once. */
const CHUNK_BYTES = 16_384;

/** What a stream reads, and how it says things of its own. */
export interface EventStreamSource {
  readonly log: EventLog;
  /** Says that events were missed, up to a number. */
  resync(number: number): string;
}

/**
 * The events of a scope for one reader. It has no queue: it knows the number of the last event that the reader got, and goes on in the log when
 * the connection takes more. Where the log has gone on without it, the reader is told so.
 */
export class EventStream extends Readable {
  /** Whether the connection takes more. */
  private isAsked = false;
  private isEnding = false;

  /** @param number the reader has all events up to this one. @param opening what it is told first. */
  constructor(
    private readonly source: EventStreamSource,
    private number: number,
    private readonly wanted: EventFilter,
    opening: string,
  ) {
    super({ highWaterMark: CHUNK_BYTES });
    this.push(opening);
  }

  override _read(): void {
    this.isAsked = true;
    this.pump();
  }

  /** Sends what is there, as far as the connection takes it. */
  pump(): void {
    if (!this.isAsked || this.destroyed) return;
    const chunk = this.next();
    if (chunk !== null) this.give(chunk);
    else if (this.isEnding) this.give(null);
  }

  /** Shows the reader that the connection lives, unless something waits to be sent anyway. */
  beat(): void {
    if (this.isAsked && !this.destroyed) this.give(Buffer.from(HEARTBEAT));
  }

  /** Ends the stream after what the log has; `finishing` tells whoever has the connection that this should not take long. */
  finish(): void {
    this.isEnding = true;
    this.emit('finishing');
    this.pump();
  }

  private give(chunk: Buffer | null): void {
    this.isAsked = false;
    this.push(chunk);
  }

  private next(): Buffer | null {
    const { log } = this.source;
    if (this.number + 1 < log.first) {
      this.number = log.last;
      return Buffer.from(this.source.resync(log.last));
    }
    const chunk = isOfAll(this.wanted)
      ? log.chunkAfter(this.number, CHUNK_BYTES)
      : log.partAfter(this.number, CHUNK_BYTES, (event) => isWanted(this.wanted, event));
    this.number = chunk.last;
    return chunk.bytes;
  }
}
