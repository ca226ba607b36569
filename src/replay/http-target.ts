import type { OrderUpdate } from '../orders/order.js';
import type { UpdateResult } from '../orders/order.service.js';
import type { ScopeId } from '../stores/scope-id.js';
import { scopeName } from '../stores/scope-id.js';
import { NOTHING_HELD } from './replay-target.js';
import type { Leg, PositionHeld, ReplayTarget } from './replay-target.js';
import { ReplayTargetError } from './replay.errors.js';

/** A scope of a running app. */
export class HttpTarget implements ReplayTarget {
  private constructor(
    private readonly prefix: string,
    readonly isResumed: boolean,
  ) {}

  /** @throws {ReplayTargetError} if the app does not answer, or has no such scope. */
  static async connect(url: string, scope: ScopeId): Promise<HttpTarget> {
    const prefix = `${url.replace(/\/+$/, '')}/v1/scopes/${scopeName(scope)}`;
    const { orders } = (await call('GET', `${prefix}/orders?limit=1`)) as {
      readonly orders: readonly unknown[];
    };
    const { positions } = (await call('GET', `${prefix}/positions`)) as {
      readonly positions: readonly unknown[];
    };
    return new HttpTarget(prefix, orders.length > 0 || positions.length > 0);
  }

  async apply(update: OrderUpdate): Promise<UpdateResult> {
    const path = `${this.prefix}/order-updates?durable=true`;
    const { results } = (await call('POST', path, { updates: [update] })) as {
      readonly results: [UpdateResult];
    };
    return results[0];
  }

  async position({ exchange, symbol, positionSide }: Leg): Promise<PositionHeld> {
    const query = new URLSearchParams({ symbol, exchange }).toString();
    const { positions } = (await call('GET', `${this.prefix}/positions?${query}`)) as {
      readonly positions: readonly (PositionHeld & { readonly positionSide: string })[];
    };
    return positions.find((position) => position.positionSide === positionSide) ?? NOTHING_HELD;
  }
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  try {
    const response = await fetch(path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (response.ok) return await response.json();
    throw new Error(`${response.status} ${await response.text()}`);
  } catch (cause) {
    throw new ReplayTargetError(
      `${method} ${path} failed: ${describe(cause)}. Start the app, or mend the scope.`,
      {
        cause,
      },
    );
  }
}

/** `fetch` says only that it failed; its cause says why. */
function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause === undefined ? message : `${message} (${(cause as Error).message})`;
}
