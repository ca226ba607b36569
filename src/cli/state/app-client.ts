import type { ScopeStatus } from '../../cache/scope-status.js';
import type { Summary } from '../../http/summary.js';
import { AppRequestError } from './state.errors.js';

/** How long an app may take to answer. */
const TIMEOUT_MS = 10_000;
const REMEDIES: ReadonlyMap<number, string> = new Map([
  [401, 'Give a key that the app knows with --key, or in TRADING_CACHE_KEY.'],
  [403, 'Give a key that may read this with --key, or in TRADING_CACHE_KEY.'],
  [404, 'Check --scope: the app serves no such scope, or shows it to another key.'],
  [429, 'Try again in a moment.'],
  [503, 'Look at /health/ready of the app, and try again.'],
]);

/** A running app, asked over HTTP. */
export class AppClient {
  private readonly root: string;

  constructor(
    url: string,
    private readonly key: string | null,
  ) {
    this.root = url.replace(/\/+$/, '');
  }

  get url(): string {
    return this.root;
  }

  async scopes(): Promise<readonly ScopeStatus[]> {
    return (await this.get<{ readonly scopes: readonly ScopeStatus[] }>('/v1/scopes')).scopes;
  }

  summary(): Promise<Summary> {
    return this.get('/v1/summary');
  }

  /** What a path answers. @throws {AppRequestError} saying what to do. */
  async get<T>(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<T> {
    const response = await this.request(withQuery(path, query), AbortSignal.timeout(TIMEOUT_MS));
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw new AppRequestError(
        `${this.root} does not answer with JSON. Check that --url is that of the app.`,
        null,
        { cause },
      );
    }
  }

  /** The events of a scope as they come, one text each. @throws {AppRequestError} if the app tells none. */
  async *events(path: string, signal: AbortSignal): AsyncGenerator<string> {
    const { body } = await this.request(path, signal, 'text/event-stream');
    let text = '';
    for await (const part of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const events = (text + part).split('\n\n');
      text = events.pop() as string;
      yield* events;
    }
  }

  private async request(path: string, signal: AbortSignal, accept = 'application/json'): Promise<Response> {
    const headers = { accept, ...(this.key !== null && { authorization: `Bearer ${this.key}` }) };
    let response: Response;
    try {
      response = await fetch(`${this.root}${path}`, { headers, signal });
    } catch (cause) {
      throw new AppRequestError(
        `${this.root} does not answer (${reasonOf(cause)}). Check --url, and that the app runs.`,
        null,
        { cause },
      );
    }
    if (response.ok) return response;
    const remedy = REMEDIES.get(response.status) ?? 'Check --url, and the log of the app.';
    const said = await detailOf(response);
    throw new AppRequestError(
      `${this.root} answers ${response.status}${said === null ? '' : ` (${said})`}. ${remedy}`,
      response.status,
    );
  }
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** What a problem says of itself, without its last dot; null if it is no problem. */
async function detailOf(response: Response): Promise<string | null> {
  const body: unknown = await response.json().catch(() => null);
  const { detail } = (body ?? {}) as { readonly detail?: unknown };
  return typeof detail === 'string' ? detail.replace(/\.$/, '') : null;
}

/** `fetch` says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `not within ${TIMEOUT_MS / 1_000} s`;
  if (!(cause instanceof Error)) return message;
  return cause.message || ((cause as NodeJS.ErrnoException).code ?? cause.name);
}
