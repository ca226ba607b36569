import type { AppliedBalance } from '../balances/balance.js';
import type { Mapped } from '../exchanges/mapped.js';
import { UpdateFault } from '../orders/update-fault.js';
import { InvalidInstrumentError } from '../instruments/instruments.errors.js';
import type { AdjustmentResult, AppliedUpdate } from '../positions/applied-update.js';
import type { PositionDifference, ProfitDrift } from '../reconciliation/difference.js';
import { LimitReachedError } from '../state/limits.errors.js';
import type { CacheService } from './cache.service.js';

/** What became of one part of an exchange's message. */
export type AppliedMessage =
  | { readonly kind: 'orders' | 'trades'; readonly results: readonly AppliedUpdate[] }
  | { readonly kind: 'adjustments'; readonly results: readonly AdjustmentResult[] }
  /** A push of positions changes nothing: it is compared. */
  | {
      readonly kind: 'positions';
      readonly differences: readonly PositionDifference[];
      readonly drift: readonly ProfitDrift[];
    }
  | { readonly kind: 'balances'; readonly results: readonly AppliedBalance[] }
  | { readonly kind: 'instruments'; readonly registered: number }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly message: unknown }
  | { readonly kind: 'invalid'; readonly field: string; readonly reason: string }
  /** The scope has no room for it. */
  | { readonly kind: 'refused'; readonly code: LimitReachedError['code']; readonly reason: string };

/** Pours what a mapper made of an exchange's message into a scope. */
export function applyMapped(cache: CacheService, mapped: readonly Mapped[]): AppliedMessage[] {
  return mapped.map((each) => {
    try {
      return applied(cache, each);
    } catch (error) {
      if (error instanceof UpdateFault || error instanceof InvalidInstrumentError)
        return { kind: 'invalid', field: error.field, reason: error.reason };
      if (error instanceof LimitReachedError)
        return { kind: 'refused', code: error.code, reason: error.reason };
      throw error;
    }
  });
}

function applied(cache: CacheService, mapped: Mapped): AppliedMessage {
  switch (mapped.kind) {
    case 'orders':
      return { kind: 'orders', results: mapped.updates.map((update) => cache.applyUpdate(update)) };
    case 'trades':
      return { kind: 'trades', results: mapped.trades.map((trade) => cache.applyTrade(trade)) };
    case 'adjustments':
      return {
        kind: 'adjustments',
        results: mapped.adjustments.map((adjustment) => cache.applyAdjustment(adjustment)),
      };
    case 'positions': {
      const { exchange, positions } = mapped;
      const { positions: differences, drift } = cache.reconcilePositions({
        exchange,
        complete: false,
        positions,
      });
      return { kind: 'positions', differences, drift };
    }
    case 'balances':
      return { kind: 'balances', results: mapped.balances.map((balance) => cache.applyBalance(balance)) };
    case 'instruments':
      cache.registerInstruments(mapped.instruments);
      return { kind: 'instruments', registered: mapped.instruments.length };
    case 'ignored':
    case 'unknown':
    case 'invalid':
      return mapped;
  }
}
