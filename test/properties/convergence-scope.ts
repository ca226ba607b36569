import { CacheManager } from '../../src/cache/cache.manager.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { ReconciliationService } from '../../src/index.js';
import { MemoryStateStore } from '../../src/store.js';
import type { CacheService, InstrumentDefinition, OrderService, PositionService } from '../../src/index.js';
import { FillWitness } from '../support/fill-witness.js';
import { TestCache } from '../support/test-cache.js';
import type { Bust } from './convergence-message.js';

/** What messages are delivered to. */
export interface Services {
  readonly orders: OrderService;
  readonly positions: PositionService;
  readonly reconciliation: ReconciliationService;
  readonly bustTrade: (bust: Bust) => { readonly outcome: string };
}

/** All that can be asked of a scope, as JSON: byte for byte the same where the law says that nothing differs. */
export interface EndState {
  readonly orders: readonly string[];
  readonly positions: readonly string[];
  readonly fills: readonly string[];
  /** What does not fit inside the scope itself. */
  readonly faults: readonly string[];
}

/** The cache's clock stands still, so that what is on it is the same in all scopes and nothing is settled. */
const NOW = 1_800_000_000_000;

export const EXPIRE_TIME_MS = 3_600_000;

/** A scope in memory alone. */
export class MemoryScope {
  readonly services: Services;
  private readonly cache = new TestCache();
  private readonly witness = new FillWitness(this.cache);

  constructor(instruments: readonly InstrumentDefinition[]) {
    const { orders, positions } = this.cache;
    positions.registerInstruments(instruments);
    const reconciliation = new ReconciliationService(orders, positions);
    this.services = { orders, positions, reconciliation, bustTrade: bustTradeOf(positions) };
  }

  /** What was delivered so far is one turn of the event loop, of which watchers are told. */
  endTurn(): void {
    this.witness.endTurn();
  }

  async end(): Promise<EndState> {
    const { orders, positions } = this.cache;
    const faults = [...this.cache.faults(), ...this.witness.faults()];
    return stateOf(orders, positions, await fillsOf(positions), faults);
  }
}

/** A scope over a store, which can be restarted. */
export class KeptScope {
  /** The cache's clock (ms). */
  now = NOW;
  private readonly store = new MemoryStateStore(() => this.now);
  private readonly options = resolveOptions({
    store: this.store,
    durability: 'interval',
    // Each tick is a sync: settling is part of one.
    syncInterval: 0.001,
    expireTime: EXPIRE_TIME_MS / 1_000,
    now: () => this.now,
  });

  private constructor(private manager: CacheManager) {}

  static async open(instruments: readonly InstrumentDefinition[]): Promise<KeptScope> {
    const scope = new KeptScope(undefined as never);
    await scope.start();
    scope.cache.registerInstruments(instruments);
    return scope;
  }

  get cache(): CacheService {
    return this.manager.cache();
  }

  get services(): Services {
    const {
      orderService: orders,
      positionService: positions,
      reconciliationService: reconciliation,
    } = this.cache;
    return { orders, positions, reconciliation, bustTrade: bustTradeOf(positions) };
  }

  /** The next process, with what the store has. */
  async restart(): Promise<void> {
    await this.close();
    await this.start();
  }

  async close(): Promise<void> {
    const [failure] = await this.manager.closeAll();
    if (failure !== undefined) throw failure;
  }

  /** Time passes on the cache's clock (ms), and the scope does what is due by it. */
  async pass(time: number): Promise<void> {
    this.now += time;
    // An order leaves memory only once its history entry is committed.
    for (let round = 0; round < 3; round++) {
      await this.cache.tick();
      await this.cache.flush();
    }
  }

  /** So much that all fills are settled, and the orders that ended have left memory. */
  settle(): Promise<void> {
    return this.pass(EXPIRE_TIME_MS + 1);
  }

  async end(): Promise<EndState> {
    const { orderService, positionService } = this.cache;
    return stateOf(
      orderService,
      positionService,
      await fillsOf(this.cache),
      this.cache.checkIntegrity().faults,
    );
  }

  private async start(): Promise<void> {
    this.manager = new CacheManager(this.options);
    await this.manager.startAll();
  }
}

function stateOf(
  orders: OrderService,
  positions: PositionService,
  fills: readonly object[],
  faults: readonly string[],
): EndState {
  return {
    orders: sorted(orders.orders()),
    positions: sorted(positions.positions()),
    // In canonical order already; a function of the evidence in this too.
    fills: fills.map((fill) => JSON.stringify(fill)),
    faults: faults.map((fault) => JSON.stringify({ fault })),
  };
}

function sorted(records: readonly object[]): string[] {
  return records.map((record) => JSON.stringify(record)).sort();
}

/** TODO(core): until the ledger is there, fills cannot be asked for, and trades not busted. Then: `source.fills()` and `source.bustTrade`. */
export function fillsOf(source: object): Promise<readonly object[]> {
  const { fills } = source as { readonly fills?: () => Promise<readonly object[]> };
  return fills === undefined ? Promise.resolve([]) : fills.call(source);
}

function bustTradeOf(source: object): Services['bustTrade'] {
  const { bustTrade } = source as { readonly bustTrade?: Services['bustTrade'] };
  return (bust) => {
    if (bustTrade === undefined) throw new Error('bustTrade is not there yet');
    return bustTrade.call(source, bust);
  };
}
