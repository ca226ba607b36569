import { Logger } from '@nestjs/common';
import { describeHolder } from '../stores/holder.js';
import type { Holder } from '../stores/holder.js';
import type { ScopeHeldError } from '../stores/store.errors.js';

/** Logs a wait for a scope that another process holds: one line when it begins, one when it ends, none for the attempts between. */
export class HoldWait {
  private readonly logger = new Logger('TradingCache');
  private current: { readonly scope: string; readonly holder: Holder; readonly since: number } | null = null;

  /** An attempt found the scope held, and another one follows. @param limitMs how long this goes on at most; null for no limit. */
  goesOn({ scope, holder }: ScopeHeldError, limitMs: number | null): void {
    if (this.current?.holder.nonce === holder.nonce) return;
    this.current = { scope, holder, since: this.current?.since ?? performance.now() };
    const wait =
      limitMs === null
        ? 'Waiting on standby until that process gives it back or is gone.'
        : `Waiting at most ${seconds(limitMs)}: if that process is gone, its hold lapses by then.`;
    this.logger.warn(`${scope} is held by ${describeHolder(holder)}. ${wait}`);
  }

  /** This process has the scope. */
  succeeded(): void {
    if (this.current !== null) this.logger.log(this.endOf(this.current, 'This process has it now.'));
  }

  /** No further attempt is made, or something else is in the way now. */
  failed(reason: string): void {
    if (this.current !== null) this.logger.warn(this.endOf(this.current, reason));
  }

  private endOf({ scope, holder, since }: NonNullable<HoldWait['current']>, outcome: string): string {
    this.current = null;
    return `${scope}: waited ${seconds(performance.now() - since)} for ${describeHolder(holder)}. ${outcome}`;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
