import { randomBytes } from 'node:crypto';
import type { CacheEvent } from '../../cache/cache-event.js';
import type { CacheService } from '../../cache/cache.service.js';
import type { EventFilter } from './event-filter.js';
import { EventLog } from './event-log.js';
import type { EventName } from './event-names.js';
import { EventStream } from './event-stream.js';
import { eventText, greeting } from './event-text.js';
import { PacedStreams } from './paced-streams.js';

/** How much is kept for readers who come back, and for those who read slowly. */
const LOG_BYTES = 4 * 1_048_576;
/** When a reader who lost the connection comes back. */
const RETRY_MS = 1_000;

/**
 * The events of one scope, and their readers. An id is the name of this feed and a number: an id of another feed, such as of a former process,
 * tells nothing of what was missed here.
 */
export class EventFeed {
  private readonly run = randomBytes(6).toString('hex');
  readonly log: EventLog;
  private readonly streams = new PacedStreams<EventStream>();
  private readonly end: () => void;

  /** @param idle called when the last reader leaves. @param over called when the scope is closed. */
  constructor(
    cache: CacheService,
    private readonly on: { idle(): void; over(): void },
    capacity: number = LOG_BYTES,
  ) {
    this.log = new EventLog(capacity);
    const subscription = cache.events$.subscribe((event) => this.note(event));
    this.end = () => subscription.unsubscribe();
  }

  get readers(): number {
    return this.streams.size;
  }

  /** A stream of what comes after an event. @param lastEventId the id of the last event that the reader got; null if it is new. */
  open(lastEventId: string | null, filter: EventFilter): EventStream {
    const { last } = this.log;
    const number = lastEventId === null ? last : this.numberIn(lastEventId);
    // A number whose next event is gone is told by the stream itself.
    const isKnown = number !== null && number <= last;
    const opening = greeting(this.idOf(isKnown ? number : last), RETRY_MS);
    const stream = new EventStream(
      this,
      isKnown ? number : last,
      filter,
      isKnown ? opening : opening + this.resync(last),
    );
    this.streams.add(stream);
    stream.once('close', () => {
      this.streams.delete(stream);
      if (this.streams.size === 0) this.on.idle();
    });
    return stream;
  }

  resync(number: number): string {
    return eventText(this.idOf(number), 'resync', {});
  }

  beat(): void {
    for (const stream of this.streams) stream.beat();
  }

  /** Ends all streams, and notes events no more. */
  close(): void {
    this.end();
    for (const stream of this.streams) stream.finish();
  }

  private note(event: CacheEvent): void {
    const { data } = event;
    const market = 'symbol' in data ? data : undefined;
    this.append(event.event, dataOf(event), market?.exchange, market?.symbol);
    // The tables were loaded: what that changed was told by no event.
    if (event.event === 'scope.serving') this.append('resync', {});
    if (event.event === 'scope.closed') this.on.over();
  }

  private append(name: EventName, data: unknown, exchange?: string, symbol?: string): void {
    const bytes = Buffer.from(eventText(this.idOf(this.log.last + 1), name, data));
    this.log.append({ event: name, exchange, symbol, bytes });
    this.streams.stir();
  }

  private idOf(number: number): string {
    return `${this.run}.${number}`;
  }

  /** The number in an id of this feed; null for any other text. */
  private numberIn(id: string): number | null {
    const [run, digits = ''] = id.split('.', 2);
    return run === this.run && /^\d{1,15}$/.test(digits) ? Number(digits) : null;
  }
}

function dataOf({ data }: CacheEvent): unknown {
  // An error has no fields that JSON would show.
  return 'state' in data ? { ...data, reason: data.reason?.message ?? null } : data;
}
