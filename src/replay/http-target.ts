import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/update-result.js';
import type { ScopeId } from '../stores/scope-id.js';
import { scopeName } from '../stores/scope-id.js';
import { NOTHING_HELD } from './replay-target.js';
import type { Leg, PositionHeld, ReplayTarget, StartAdoption } from './replay-target.js';
import { ReplayTargetError } from './replay.errors.js';

const NOT_FOUND = 404;

/** A scope of a running app. */
export class HttpTarget implements ReplayTarget {
  private constructor(private readonly prefix: string) {}

  /** @throws {ReplayTargetError} if the app does not answer, or has no such scope. */
  static async connect(url: string, scope: ScopeId): Promise<HttpTarget> {
    const prefix = `${url.replace(/\/+$/, '')}/v1/scopes/${scopeName(scope)}`;
    await call('GET', `${prefix}/orders?limit=1`);
    return new HttpTarget(prefix);
  }

  async knows({ id, clientOrderId, exchange, symbol }: OrderUpdate): Promise<boolean> {
    const name = id ?? clientOrderId;
    if (name == null) return false;
    const place = new URLSearchParams({ exchange, symbol }).toString();
    return (await find(`${this.prefix}/orders/${encodeURIComponent(name)}?${place}`)) !== null;
  }

  async apply(update: OrderUpdate): Promise<UpdateResult> {
    const path = `${this.prefix}/order-updates?durable=true`;
    const { results } = (await call('POST', path, { updates: [update] })) as {
      readonly results: [UpdateResult];
    };
    return results[0];
  }

  async adopt({ leg, contractSize, ...snapshot }: StartAdoption): Promise<void> {
    const { exchange, symbol, positionSide } = leg;
    // The size cannot be told any more once something is held.
    if (contractSize !== null) {
      const instruments = [{ exchange, symbol, contractSize }];
      await call('PUT', `${this.prefix}/instruments`, { instruments });
    }
    await call('POST', `${this.prefix}/reconciliations`, {
      exchange,
      complete: false,
      adopt: true,
      positions: [{ symbol, positionSide, ...snapshot }],
    });
  }

  async position({ exchange, symbol, positionSide }: Leg): Promise<PositionHeld> {
    const query = new URLSearchParams({ symbol, exchange }).toString();
    const { positions } = (await call('GET', `${this.prefix}/positions?${query}`)) as {
      readonly positions: readonly (PositionHeld & { readonly positionSide: string })[];
    };
    return positions.find((position) => position.positionSide === positionSide) ?? NOTHING_HELD;
  }

  async positionAt({ exchange, symbol, positionSide }: Leg, time: number): Promise<PositionHeld> {
    const query = new URLSearchParams({ at: String(time), exchange, positionSide }).toString();
    const path = `${this.prefix}/positions/${encodeURIComponent(symbol)}?${query}`;
    return ((await find(path)) as PositionHeld | null) ?? NOTHING_HELD;
  }
}

/** What a path names, or null if there is no such thing. */
function find(path: string): Promise<unknown> {
  return ask('GET', path, (response) => (response.status === NOT_FOUND ? null : answerOf(response)));
}

function call(method: string, path: string, body?: unknown): Promise<unknown> {
  return ask(method, path, answerOf, body);
}

async function ask(
  method: string,
  path: string,
  read: (response: Response) => unknown,
  body?: unknown,
): Promise<unknown> {
  try {
    const response = await fetch(path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    return await read(response);
  } catch (cause) {
    const why = `${method} ${path} failed: ${describe(cause)}`;
    throw new ReplayTargetError(`${why}. Check that the app runs and has that scope.`, { cause });
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const body = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${body}`);
  return body === '' ? null : JSON.parse(body);
}

/** `fetch` says only that it failed; its cause says why. */
function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause === undefined ? message : `${message} (${(cause as Error).message})`;
}
