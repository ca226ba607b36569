import type { CacheService } from '../cache/cache.service.js';
import type { ScopeStatus } from '../cache/scope-status.js';
import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { CurrencyAmounts } from '../orders/order.js';
import type { Position } from '../positions/position.js';
import { settleCurrencyOf, UNKNOWN_CURRENCY } from '../instruments/settle-currency.js';
import type { ScopeId } from '../stores/scope-id.js';

/** A position, and the scope that has it. */
export type ScopePosition = ScopeId &
  Position & {
    /** What its profits are in; `unknown` where neither an instrument nor the symbol tells. */
    readonly currency: string;
  };

/** All scopes at a glance. Amounts are lifetime, over all positions of the scopes that serve, by currency. */
export interface Summary {
  readonly scopes: readonly ScopeStatus[];
  /** The positions that are open. */
  readonly positions: readonly ScopePosition[];
  readonly openOrders: number;
  readonly realizedPnl: CurrencyAmounts;
  readonly fees: CurrencyAmounts;
  /** When this was true (ms since the epoch). */
  readonly at: number;
}

export function summarize(caches: readonly CacheService[], at: number): Summary {
  const serving = caches.filter((cache) => cache.status().state === 'serving');
  const open = serving.flatMap((cache) =>
    cache
      .positionsOpen()
      .map((position) => ({ ...cache.scope, ...position, currency: settleCurrency(cache, position) })),
  );
  const realizedPnl = new Totals();
  const fees = new Totals();
  for (const cache of serving) {
    for (const position of cache.positions()) {
      realizedPnl.add(settleCurrency(cache, position), position.realizedPnl);
      for (const [currency, amount] of Object.entries(position.fees)) fees.add(currency, amount);
    }
  }
  return {
    scopes: caches.map((cache) => cache.status()),
    positions: open,
    openOrders: serving.reduce((sum, cache) => sum + cache.ordersOpenCount(), 0),
    realizedPnl: realizedPnl.toObject(),
    fees: fees.toObject(),
    at,
  };
}

function settleCurrency(cache: CacheService, { exchange, symbol }: Position): string {
  return cache.instrument(exchange, symbol)?.settle ?? settleCurrencyOf(symbol) ?? UNKNOWN_CURRENCY;
}

class Totals {
  private readonly amounts = new Map<string, bigint>();

  add(currency: string, amount: string): void {
    this.amounts.set(currency, (this.amounts.get(currency) ?? 0n) + toFixedPoint(amount));
  }

  toObject(): CurrencyAmounts {
    return Object.fromEntries(
      [...this.amounts].map(([currency, amount]) => [currency, fromFixedPoint(amount)]),
    );
  }
}
