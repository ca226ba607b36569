// Readers of events, of `http-events.bench.ts`: as many as are asked for, each on a connection of its own.
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { answerQuestions } from './child.js';
import { machineTime } from './update-driver.js';

/** Opens readers; or tells when the events of so many updates came to some of them, and closes all. */
export type ReadersQuestion =
  { readonly open: number; readonly url: string; readonly authorization: string } | { readonly take: number };

/** Each update is told by one such event, in order. No piece of HTTP's own stands in it. */
const MARK = Buffer.from('event: order.updated');
/** Of so many readers one looks at what it gets; the others only take it, so that this process has time. */
const ONE_OF = 10;
const BUFFER_BYTES = 65_536;
/** So long the events of updates that were all given may take. */
const PATIENCE_MS = 30_000;

class Reader {
  private readonly arrivals: number[] = [];
  /** The end of what came, in which a mark may have begun. */
  private rest = Buffer.alloc(0);
  private expected = Infinity;
  private readonly socket: Socket;
  private tellDone!: () => void;
  private readonly done = new Promise<void>((resolve) => (this.tellDone = resolve));
  private tellBegun!: () => void;
  /** Resolves when its stream has begun. */
  readonly begun = new Promise<void>((resolve) => (this.tellBegun = resolve));

  constructor(
    url: string,
    authorization: string,
    private readonly looks: boolean,
  ) {
    const { hostname, port, host, pathname } = new URL(url);
    const onread = {
      buffer: Buffer.alloc(BUFFER_BYTES),
      callback: (size: number, buffer: Uint8Array): boolean => {
        this.tellBegun();
        if (looks) this.note(Buffer.concat([this.rest, buffer.subarray(0, size)]));
        return true;
      },
    };
    this.socket = connect({ host: hostname, port: Number(port), onread });
    this.socket.on('error', () => undefined);
    this.socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\n\r\n`);
  }

  /** When the events came (ms); null of a reader that does not look. */
  async take(count: number): Promise<readonly number[] | null> {
    this.expected = count;
    if (!this.looks) return null;
    const timer = setTimeout(() => this.tellDone(), PATIENCE_MS);
    if (this.arrivals.length < count) await this.done;
    clearTimeout(timer);
    if (this.arrivals.length !== count) throw new Error(`${this.arrivals.length} of ${count} events came`);
    return this.arrivals;
  }

  async close(): Promise<void> {
    const closed = once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }

  private note(bytes: Buffer): void {
    const now = machineTime();
    let end = 0;
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, end)) {
      this.arrivals.push(now);
      end = at + MARK.length;
    }
    this.rest = Buffer.from(bytes.subarray(Math.max(end, bytes.length - MARK.length + 1)));
    if (this.arrivals.length >= this.expected) this.tellDone();
  }
}

let readers: Reader[] = [];

answerQuestions('ready', async (question: ReadersQuestion) => {
  if ('take' in question) {
    const taken = await Promise.all(readers.map((reader) => reader.take(question.take)));
    await Promise.all(readers.map((reader) => reader.close()));
    return taken.filter((times) => times !== null);
  }
  const { open, url, authorization } = question;
  readers = Array.from({ length: open }, (_, at) => new Reader(url, authorization, at % ONE_OF === 0));
  await Promise.all(readers.map((reader) => reader.begun));
  return readers.length;
});
