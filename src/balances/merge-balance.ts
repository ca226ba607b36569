import { fromFixedPoint, toFixedPoint } from '../decimal/fixed-point.js';
import type { Balance, BalanceOutcome } from './balance.js';
import type { CheckedBalance } from './balance-check.js';

/** What becomes of a balance by an update; `balance` is null where nothing changes. */
export interface MergedBalance {
  readonly outcome: Exclude<BalanceOutcome, 'rejected'>;
  readonly balance: Balance | null;
}

/**
 * The latest message says what a balance is, all of it: what it leaves out, and the rest does not tell, is not known any more. One that has no
 * time is taken as it comes.
 */
export function mergeBalance(known: Balance | null, update: CheckedBalance): MergedBalance {
  const isDelta = update.delta !== null;
  if (known === null && isDelta) return { outcome: 'unknown', balance: null };
  if (isOutdated(known?.timestamp ?? null, update.timestamp, isDelta))
    return { outcome: 'outdated', balance: null };
  const balance: Balance = Object.freeze({
    exchange: update.exchange,
    account: update.account,
    asset: update.asset,
    ...(known !== null && update.delta !== null ? shifted(known, update.delta) : completed(update)),
    timestamp: update.timestamp ?? known?.timestamp ?? null,
  });
  return known !== null && isSame(known, balance)
    ? { outcome: 'duplicate', balance: null }
    : { outcome: 'applied', balance };
}

/** A change of the same moment as a known balance is in it already: exchanges tell both. */
function isOutdated(known: number | null, told: number | null, isDelta: boolean): boolean {
  if (known === null || told === null) return false;
  return isDelta ? told <= known : told < known;
}

type Amounts = Pick<Balance, 'free' | 'locked' | 'total'>;

function shifted({ free, locked, total }: Balance, delta: string): Amounts {
  return { free: sum(free, delta), locked, total: sum(total, delta) };
}

/** Of free, locked and total any two tell the third. */
function completed({ free, locked, total }: Amounts): Amounts {
  return {
    free: free ?? difference(total, locked),
    locked: locked ?? difference(total, free),
    total: total ?? sum(free, locked),
  };
}

function sum(one: string | null, other: string | null): string | null {
  return one === null || other === null ? null : fromFixedPoint(toFixedPoint(one) + toFixedPoint(other));
}

function difference(one: string | null, other: string | null): string | null {
  return one === null || other === null ? null : fromFixedPoint(toFixedPoint(one) - toFixedPoint(other));
}

function isSame(one: Balance, other: Balance): boolean {
  return (
    one.free === other.free &&
    one.locked === other.locked &&
    one.total === other.total &&
    one.timestamp === other.timestamp
  );
}
