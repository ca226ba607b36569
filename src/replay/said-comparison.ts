import { fromFixedPoint, magnitude, toFixedPoint } from '../decimal/fixed-point.js';
import { habitsOf } from './exchange-habits.js';
import type { ExchangeHabits } from './exchange-habits.js';
import type { LegStart } from './leg-start.js';
import { legKey } from './leg.js';
import type { Leg, PositionHeld } from './replay-target.js';
import { agreesRounded } from './rounding.js';
import type { PositionSaid } from './stream.js';
import type { Verdict } from './verdict.js';

/**
 * Compares a leg with the position messages of its exchange. Profit is compared by how it changes: from the start on where that
 * gives it, else from the first message on.
 */
export class SaidComparison {
  private readonly habits: ExchangeHabits;
  /** The exchange's lifetime profit less ours; null until a message tells. */
  private base: bigint | null;

  constructor(
    private readonly leg: Leg,
    start: LegStart | null,
    private readonly verdict: Verdict,
  ) {
    this.habits = habitsOf(leg.exchange);
    this.base = start?.realizedPnl == null ? null : toFixedPoint(start.realizedPnl);
  }

  /**
   * @param closings how many fills closed something so far: the exchange rounded the profit of each.
   * @param when which moment is compared, for the difference.
   */
  compare(said: PositionSaid, held: PositionHeld, closings: bigint, when: string): void {
    const { verdict, habits } = this;
    const differs = (what: string, ours: string, theirs: string) => () =>
      `${legKey(this.leg)} ${what} ${ours}, the exchange says ${theirs} (${when})`;
    const isSameAmount = toFixedPoint(held.signedAmount) === toFixedPoint(said.signedAmount);
    verdict.check(isSameAmount, differs('holds', held.signedAmount, said.signedAmount));
    if (said.entryPrice !== null) {
      const isSameEntry = agreesRounded(held.entryPrice, said.entryPrice, habits.entryDigits);
      verdict.check(isSameEntry, differs('entered at', held.entryPrice, said.entryPrice));
    }
    const ours = this.realized(held);
    if (said.realizedPnl === null || ours === null) return;
    const theirs = toFixedPoint(said.realizedPnl);
    if (this.base === null) {
      this.base = theirs - ours;
      return;
    }
    const isSame = magnitude(ours + this.base - theirs) <= habits.rounding * (closings + 1n);
    verdict.check(isSame, differs('realized', fromFixedPoint(ours + this.base), said.realizedPnl));
  }

  /** Our lifetime profit as the exchange would count it; null if order updates do not tell that. */
  private realized(held: PositionHeld): bigint | null {
    if (this.habits.realized === 'position') return null;
    const gross = toFixedPoint(held.realizedPnl);
    if (this.habits.realized === 'gross') return gross;
    return Object.values(held.fees).reduce((net, fee) => net - toFixedPoint(fee), gross);
  }
}
