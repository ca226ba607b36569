import type { LoggerService } from '@nestjs/common';
import { counted } from '../errors/counted.js';
import type { StateStore } from '../stores/state-store.js';
import type { LimitReachedError } from '../state/limits.errors.js';
import type { ScopeTables } from './scope-tables.js';

/** What the log says of a scope's life: one line when it serves, one when its store was written anew. */
export class ScopeLog {
  private place = '';
  private loadedFrom = 0;
  private isRewriting = false;

  constructor(
    private readonly scope: string,
    private readonly tables: ScopeTables,
    /** Null where scopes are opened outside an application, as by a replay, which opens thousands. */
    private readonly logger: LoggerService | null,
  ) {}

  /** The scope was acquired, and is loaded from now on. */
  acquired(store: StateStore): void {
    this.place = store.place ?? "the host's own store";
    this.loadedFrom = performance.now();
    this.isRewriting = false;
  }

  serves(): void {
    const took = Math.round(performance.now() - this.loadedFrom);
    this.logger?.log(`${this.scope} on ${this.place}: ${this.contents}, loaded in ${took} ms`);
  }

  /** The store was rolled back, and all of memory is about to be written to it. */
  wentBack(): void {
    this.isRewriting = true;
  }

  /** The store has all of memory. */
  isWritten(): void {
    if (!this.isRewriting) return;
    this.isRewriting = false;
    this.logger?.warn(
      `${this.scope} on ${this.place}: the store came back empty or older than this process left it. ` +
        `All was rewritten from memory: ${this.contents}. Check why it lost data.`,
    );
  }

  /** It could not be opened after all, though nobody waits for it any more. */
  failed(error: unknown): void {
    this.logger?.error(
      `${this.scope} could not be opened: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  /** Something new was refused. A flood is told of when it begins, and each time that it has grown tenfold. */
  refused(error: LimitReachedError, count: number): void {
    if (!Number.isInteger(Math.log10(count))) return;
    this.logger?.error(`${this.scope}: ${error.message} (refused since the start: ${count})`);
  }

  private get contents(): string {
    const { orders, positions } = this.tables;
    return `${counted(orders.index.openCount, 'open order')}, ${counted(positions.openCount, 'position')}`;
  }
}
