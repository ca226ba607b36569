import { get } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { once } from 'node:events';

/** An event as a reader got it. */
export interface ReadEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads server-sent events as a client does. */
export class EventReader {
  private text = '';
  ended = false;

  private constructor(
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (this.text += chunk));
    response.on('error', () => undefined);
    response.on('close', () => (this.ended = true));
  }

  /** @param more further headers of the request. */
  static async open(
    url: string,
    lastEventId?: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<EventReader> {
    const headers = { ...more, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
    const request = get(url, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    request.on('error', () => undefined);
    return new EventReader(request, response);
  }

  get raw(): string {
    return this.text;
  }

  get events(): readonly ReadEvent[] {
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .map(
        (block) =>
          Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2))) as Record<
            string,
            string
          >,
      )
      .flatMap(({ id = '', event, data }) =>
        event === undefined || data === undefined
          ? []
          : [{ id, event, data: JSON.parse(data) as ReadEvent['data'] }],
      );
  }

  /** Of the events by a name, their data. */
  of(name: string): readonly ReadEvent['data'][] {
    return this.events.filter(({ event }) => event === name).map(({ data }) => data);
  }

  /** Where the reader stands. */
  get lastId(): string {
    return [...this.text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? '';
  }

  close(): void {
    this.request.destroy();
  }
}
