/** An event as it is sent, and what filters ask of it. */
export interface LoggedEvent {
  readonly event: string;
  /** Undefined where the event is of no market, but of the scope. */
  readonly exchange: string | undefined;
  readonly symbol: string | undefined;
  readonly bytes: Buffer;
}

/** Some events in one piece. */
export interface EventChunk {
  /** The number of the last one, or of the last that was left out. */
  readonly last: number;
  /** Null where there are none. */
  readonly bytes: Buffer | null;
}

/**
 * The latest events of a scope, numbered from 1 on without holes. When it is full, the oldest leave. All readers read from it, so that no
 * reader needs a queue of its own.
 */
export class EventLog {
  private events: LoggedEvent[] = [];
  /** How many events at the start of `events` have left. */
  private gone = 0;
  private size = 0;
  /** The number of the event at `events[0]`. */
  private base = 1;
  /** The chunk that was made last: of many readers, most stand where the one before stood. */
  private made: { readonly after: number; readonly of: number; readonly chunk: EventChunk } | null = null;

  /** @param capacity the bytes that it holds at most. */
  constructor(private readonly capacity: number) {}

  /** The number of the oldest event that is there, or of the next one. */
  get first(): number {
    return this.base + this.gone;
  }

  /** The number of the newest event; one less than `first` where there is none. */
  get last(): number {
    return this.base + this.events.length - 1;
  }

  append(event: LoggedEvent): void {
    this.events.push(event);
    this.size += event.bytes.length;
    while (this.size > this.capacity && this.gone < this.events.length) {
      this.size -= this.events[this.gone]?.bytes.length ?? 0;
      this.gone++;
    }
    if (this.gone > this.events.length / 2) this.compact();
  }

  /** The event of a number; undefined where it has left, or is not there yet. */
  at(number: number): LoggedEvent | undefined {
    return number < this.first ? undefined : this.events[number - this.base];
  }

  /** The events after a number, until they are as large as given; made once for all who stand there. */
  chunkAfter(number: number, size: number): EventChunk {
    const { last, made } = this;
    if (made?.after === number && made.of === last) return made.chunk;
    const chunk = this.partAfter(number, size, () => true);
    this.made = { after: number, of: last, chunk };
    return chunk;
  }

  /** Those of the events after a number that are wanted, until they are as large as given. */
  partAfter(number: number, size: number, isWanted: (event: LoggedEvent) => boolean): EventChunk {
    const parts: Buffer[] = [];
    let last = number;
    let length = 0;
    for (let event = this.at(last + 1); event !== undefined && length < size; event = this.at(last + 1)) {
      last++;
      if (!isWanted(event)) continue;
      parts.push(event.bytes);
      length += event.bytes.length;
    }
    return { last, bytes: parts.length > 1 ? Buffer.concat(parts) : (parts[0] ?? null) };
  }

  private compact(): void {
    this.events = this.events.slice(this.gone);
    this.base += this.gone;
    this.gone = 0;
  }
}
