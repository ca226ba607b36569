import type { LiveType } from './live-type.js';
import type { SummedType } from './record-sum.js';

/**
 * What a committed change outlives: nothing (it is kept in memory), a crash of the process, a crash of the server or machine
 * that it is kept on, or a failover to a replica.
 */
export type Survives = 'nothing' | 'process' | 'server' | 'failover';

/** One change of one record. */
export type Operation =
  /**
   * Writes a live record. A record with `expiresAt` (ms since the epoch) need not be loaded after that moment; only market data has
   * one, because every other type is counted.
   */
  | {
      readonly op: 'put';
      readonly type: LiveType;
      readonly key: string;
      readonly value: string;
      readonly expiresAt?: number;
    }
  /** Removes a live record; one that is not there is fine. */
  | { readonly op: 'delete'; readonly type: LiveType; readonly key: string }
  /**
   * Writes a history entry, found by its key and under each of its `indexes`, archived at `at` (ms since the epoch).
   * Written again under the same key it replaces the entry and its indexes.
   */
  | {
      readonly op: 'archive';
      readonly key: string;
      readonly indexes: readonly string[];
      readonly at: number;
      readonly value: string;
    }
  /**
   * Writes the entry of the fill history of a leg that has this number, from 1 on. Written again under the same number it replaces the
   * entry. `value` is sealed under `CacheKey.FILL` and `fillKey(leg, number)`.
   */
  | { readonly op: 'append'; readonly leg: string; readonly number: number; readonly value: string }
  /** Removes the entries of a leg from `first` to `last`, both included: some hundred at a time. One that is not there is fine. */
  | { readonly op: 'drop'; readonly leg: string; readonly first: number; readonly last: number }
  /**
   * Sets what the store says of a type in `sums`, whatever it said, before the other operations of its batch are carried out,
   * wherever it stands among them: for a scope whose damage was set aside.
   */
  | { readonly op: 'recount'; readonly type: SummedType; readonly count: number; readonly sum: number };

/** Changes that are committed together or not at all. */
export interface Batch {
  readonly epoch: number;
  /** One more than the last committed batch's; the same number when the same batch is sent again. */
  readonly sequence: number;
  readonly operations: readonly Operation[];
}

/**
 * - `OK`: committed.
 * - `DUP`: this sequence, or a later one (`storedSequence`, where the store tells it), is already stored; nothing was changed.
 * - `GAP`: the store is behind: it went back in time. Nothing was changed.
 * - `FENCED`: the scope is no longer held under this epoch; `holder` says who has it now. Nothing was changed, and nothing
 *   ever will be under this epoch.
 * - `BAD`: the batch or what is stored under its keys makes no sense; `reason` says what. Nothing was changed.
 */
export type CommitResult =
  | { readonly outcome: 'OK'; readonly survives: Survives }
  | { readonly outcome: 'DUP'; readonly survives: Survives; readonly storedSequence?: number }
  | { readonly outcome: 'GAP'; readonly storedSequence: number }
  | { readonly outcome: 'FENCED'; readonly holder: string }
  | { readonly outcome: 'BAD'; readonly reason: string };
