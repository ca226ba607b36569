import type { Mapped } from '../../exchanges/mapped.js';

type Step = IteratorResult<Mapped, undefined>;

/** A connection of a bot's feed: `for await (const message of stream)`. It ends with the connection. */
export class MessageStream implements AsyncIterableIterator<Mapped, undefined> {
  private readonly arrived: Mapped[] = [];
  private waiting: ((step: Step) => void)[] = [];
  private isOver = false;

  /** @param closed is told when whoever reads it stops. */
  constructor(private readonly closed: () => void) {}

  push(message: Mapped): void {
    const reader = this.waiting.shift();
    if (reader === undefined) this.arrived.push(message);
    else reader({ done: false, value: message });
  }

  /** Nothing more comes: the stream ends once what has arrived is read. */
  end(): void {
    this.isOver = true;
    for (const reader of this.waiting.splice(0)) reader({ done: true, value: undefined });
  }

  next(): Promise<Step> {
    const value = this.arrived.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    if (this.isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  return(): Promise<Step> {
    this.arrived.length = 0;
    this.closed();
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
