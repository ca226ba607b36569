import { connect } from 'node:net';
import type { Socket } from 'node:net';

const STATUS = /HTTP\/1\.1 (?<status>\d{3}) /g;
/** The longest beginning of a status line that a chunk may end in. */
const TAIL = 'HTTP/1.1 200 '.length - 1;

/** A connection that sends many requests at once and counts the answers by their status: a flood that costs its sender little. */
export class Pipeline {
  readonly statuses = new Map<string, number>();
  private answered = 0;
  private tail = '';
  private waiting: (() => void) | null = null;
  private failure: Error | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.count(chunk));
    socket.on('error', (error) => this.end(error));
    socket.on('close', () => this.end(new Error('the app closed the connection of a flood')));
  }

  static async open(url: string): Promise<Pipeline> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Pipeline(socket, host);
  }

  /** Sends requests, and waits until all of them are answered. */
  async send(
    requests: readonly { readonly method: string; readonly path: string; readonly body: string }[],
  ): Promise<void> {
    const aim = this.answered + requests.length;
    this.socket.write(
      requests.map(({ method, path, body }) => `${method} ${path} HTTP/1.1\r\nHost: ${this.host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`).join(''),
    ); // prettier-ignore
    while (this.answered < aim) {
      if (this.failure !== null) throw this.failure;
      await new Promise<void>((resolve) => (this.waiting = resolve));
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private count(chunk: string): void {
    const text = this.tail + chunk;
    let end = 0;
    for (const match of text.matchAll(STATUS)) {
      const status = match.groups?.['status'] ?? '';
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
      this.answered++;
      end = match.index + match[0].length;
    }
    this.tail = text.slice(Math.max(end, text.length - TAIL));
    this.wake();
  }

  private end(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  private wake(): void {
    this.waiting?.();
    this.waiting = null;
  }
}
