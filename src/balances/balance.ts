import type { LimitReachedError } from '../state/limits.errors.js';
/** What an account holds of one asset. Decimals are strings. Frozen. */
export interface Balance {
  readonly exchange: string;
  /** The exchange's name of the account, or of its type. */
  readonly account: string;
  readonly asset: string;
  /** What can be used; null while it is not known. */
  readonly free: string | null;
  /** What open orders or margin hold; null while it is not known. */
  readonly locked: string | null;
  /** Null while it is not known. */
  readonly total: string | null;
  /** The exchange's clock (ms since the epoch); null if no message ever had one. */
  readonly timestamp: number | null;
}

/**
 * What a message tells of a balance: what it is (some of `free`, `locked`, `total`), or by how much it changed (`delta`). `null` means the same
 * as leaving a field out.
 */
export interface BalanceUpdate {
  readonly exchange: string;
  readonly account: string;
  readonly asset: string;
  readonly free?: string | null;
  readonly locked?: string | null;
  readonly total?: string | null;
  /** Added to what is free, and to the total; signed. A transfer or a payment; it needs a timestamp. */
  readonly delta?: string | null;
  /** The exchange's clock, integer milliseconds since the epoch. */
  readonly timestamp?: number | null;
}

/**
 * What became of a balance update.
 *
 * - `applied`: the balance is what it says.
 * - `duplicate`: it was so already.
 * - `outdated`: a later message was heard; nothing changed.
 * - `unknown`: it tells a change of a balance that nobody has told; nothing changed.
 * - `rejected`: a field is wrong, or the scope is full; nothing changed.
 */
export type BalanceOutcome = 'applied' | 'duplicate' | 'outdated' | 'unknown' | 'rejected';

/** What became of a balance update, and why where it was rejected. */
export interface AppliedBalance {
  readonly outcome: BalanceOutcome;
  readonly field?: string;
  readonly reason?: string;
  /** Where no field is wrong, but the scope holds as many balances as it may. */
  readonly code?: LimitReachedError['code'];
}

/** Which balances are meant; all where a field is left out. */
export interface BalanceFilter {
  readonly exchange?: string;
  readonly account?: string;
  readonly asset?: string;
}
