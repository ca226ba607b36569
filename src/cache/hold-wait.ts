import { Logger } from '@nestjs/common';
import { describeHolder } from '../stores/holder.js';
import type { Holder } from '../stores/holder.js';
import type { ScopeHeldError } from '../stores/store.errors.js';

/** A wait for a scope that another process holds, as the log tells of it: a line when it begins and one when it ends, none for attempts. */
export class HoldWait {
  private readonly logger = new Logger('TradingCache');
  private current: { readonly scope: string; readonly holder: Holder; readonly since: number } | null = null;

  /** The scope is held, and tried again. @param limitMs how long it is waited for, or null for as long as it takes. */
  goesOn({ scope, holder }: ScopeHeldError, limitMs: number | null): void {
    if (this.current?.holder.nonce === holder.nonce) return;
    this.current = { scope, holder, since: this.current?.since ?? performance.now() };
    const wait =
      limitMs === null
        ? 'On standby: it is waited for until that process gives it back or is gone.'
        : `It is waited for ${seconds(limitMs)}: if that process is gone, its hold lapses by then.`;
    this.logger.warn(`${scope} is held by ${describeHolder(holder)}. ${wait}`);
  }

  /** This process has the scope. */
  isOver(): void {
    if (this.current !== null) this.logger.log(`${this.end()} This process has it now.`);
  }

  /** The scope is not waited for any more. */
  endsWith(reason: string): void {
    if (this.current !== null) this.logger.warn(`${this.end()} ${reason}`);
  }

  private end(): string {
    if (this.current === null) return '';
    const { scope, holder, since } = this.current;
    this.current = null;
    return `${scope} was waited for ${seconds(performance.now() - since)}, held by ${describeHolder(holder)}.`;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
