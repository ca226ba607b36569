import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CacheService } from '../src/cache/cache.service.js';
import type { OrderUpdate } from '../src/orders/order.js';
import type { Durability } from '../src/cache/writer.js';
import type { Side } from './rounds.js';

export type Services = InstanceType<(typeof import('../src/cache/scope-services.js'))['ScopeServices']>;

/** Does something with an update of the workload. */
export type Apply = (services: Services, update: OrderUpdate) => void;

const NO_HISTORY = {
  find: () => Promise.resolve([]),
  ofSymbol: () => Promise.resolve([]),
  async *all() {},
  entries: () => Promise.resolve([]),
};
const BATCH = 500;
const LONG_S = 600;

/** A compiled source tree, this one or a former one, as far as both have the same surface. */
export class BuiltTree {
  private constructor(
    private readonly services: typeof import('../src/cache/scope-services.js'),
    private readonly gates: typeof import('../src/state/gate.js'),
    private readonly managers: typeof import('../src/cache/cache.manager.js'),
    private readonly options: typeof import('../src/cache/resolve-options.js'),
    /** Null in a former tree that has none. */
    private readonly telemetry: typeof import('../src/telemetry/scope-telemetry.js') | null,
  ) {}

  /** @param folder that has what was compiled from `src`. */
  static async load(folder: string): Promise<BuiltTree> {
    const load = (file: string): Promise<unknown> => import(pathToFileURL(resolve(folder, file)).href);
    const [services, gates, managers, options, telemetry] = await Promise.all([
      load('cache/scope-services.js'),
      load('state/gate.js'),
      load('cache/cache.manager.js'),
      load('cache/resolve-options.js'),
      load('telemetry/scope-telemetry.js').catch(() => null),
    ]);
    return new BuiltTree(
      services as never,
      gates as never,
      managers as never,
      options as never,
      telemetry as never,
    );
  }

  /** The services of a scope over tables that no store has. */
  newCache(): TreeCache {
    const gate = new this.gates.Gate(() => new Error('closed'));
    gate.open();
    const options = { now: Date.now, marketDataTimeToLive: 3_600_000 };
    const scope = { strategyId: 'bench', userId: 'bench' };
    const telemetry = this.telemetry && new this.telemetry.ScopeTelemetry(scope, () => performance.now());
    return new TreeCache(new this.services.ScopeServices(options, gate, NO_HISTORY, telemetry as never));
  }

  /** Opens a scope, and loads what the server has of it. */
  async openScope(
    url: string,
    durability: Durability,
  ): Promise<{ readonly cache: CacheService; readonly close: () => Promise<void> }> {
    const scope = { strategyId: 'bench', userId: 'bench' };
    const options = { ...scope, store: url, durability, closeTimeout: LONG_S };
    const manager = new this.managers.CacheManager(this.options.resolveOptions(options));
    await manager.startAll();
    const close = async (): Promise<void> => {
      const [failure] = await manager.closeAll();
      if (failure !== undefined) throw failure;
    };
    return { cache: manager.cache(), close };
  }
}

/** A scope of a tree without a store. */
export class TreeCache {
  constructor(private readonly services: Services) {}

  get orders(): Services['orders'] {
    return this.services.orders;
  }

  /** Does the same with each update of a portion; what changed is taken as the writer takes it, outside the time. */
  side(apply: Apply): Side<OrderUpdate> {
    return {
      work: (updates) => {
        for (const update of updates) apply(this.services, update);
      },
      settle: () => this.drain(),
    };
  }

  private drain(): void {
    const { tables } = this.services;
    for (let taken = tables.changes.take(BATCH); taken !== null; taken = tables.changes.take(BATCH))
      tables.committed(taken.entries);
  }
}
