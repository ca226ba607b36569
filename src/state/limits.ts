import { LIMIT_NAMES, OPTION_OF } from './limit-names.js';
import type { LimitName, LimitOptions } from './limit-names.js';
import { LimitReachedError } from './limits.errors.js';

/** How full a scope is of something. */
export interface LimitStatus {
  readonly limit: LimitName;
  readonly held: number;
  readonly most: number;
  /** How often something new was refused since the start. */
  readonly refused: number;
}

/**
 * How much a scope may hold. It only ever refuses what is new, before anything has changed: what is told of something that is known always has
 * room, and so has what is stored.
 */
export class Limits {
  private readonly refusals = new Map<LimitName, number>();
  private isLifted = false;

  constructor(
    private readonly most: LimitOptions | null,
    /** How much there is of each. */
    private readonly held: Readonly<Partial<Record<LimitName, () => number>>>,
    /** Is told of each refusal, and the how many-th of its limit it is. */
    private readonly refused: (error: LimitReachedError, count: number) => void = () => undefined,
  ) {}

  /** @param further how much is to be added; where it is nothing, there is room for it. @throws {LimitReachedError} if there is no room for it. */
  admit(limit: LimitName, further = 1): void {
    if (this.most === null || this.isLifted || further <= 0) return;
    const most = this.most[OPTION_OF[limit]];
    if (this.heldOf(limit) + further <= most) return;
    const count = (this.refusals.get(limit) ?? 0) + 1;
    this.refusals.set(limit, count);
    const error = new LimitReachedError(limit, most);
    this.refused(error, count);
    throw error;
  }

  /** Makes changes again that were taken already: none is refused. */
  lifted<Result>(again: () => Result): Result {
    this.isLifted = true;
    try {
      return again();
    } finally {
      this.isLifted = false;
    }
  }

  statuses(): LimitStatus[] {
    const { most } = this;
    if (most === null) return [];
    return LIMIT_NAMES.map((limit) => ({
      limit,
      held: this.heldOf(limit),
      most: most[OPTION_OF[limit]],
      refused: this.refusals.get(limit) ?? 0,
    }));
  }

  private heldOf(limit: LimitName): number {
    return this.held[limit]?.() ?? 0;
  }
}

/** For tables that stand alone: everything has room. */
export const NO_LIMITS = new Limits(null, {});
