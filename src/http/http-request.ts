import type { Socket } from 'node:net';

/** The parts of a request that the endpoints read; Express and Fastify both have them. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, unknown>> | undefined;
  /** The body as the host's parser left it; bytes where nothing parsed it. */
  readonly body: unknown;
  /** The body as it was sent, where the application was created with `rawBody: true`. */
  readonly rawBody?: Buffer;
  readonly socket: Socket;
}
