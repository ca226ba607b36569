import { fromFixedPoint, magnitude, toFixedPoint } from '../decimal/fixed-point.js';
import { habitsOf } from './exchange-habits.js';
import type { ExchangeHabits } from './exchange-habits.js';
import { legKey } from './leg.js';
import { NOTHING_HELD } from './replay-target.js';
import type { Leg, PositionHeld } from './replay-target.js';
import { agreesRounded } from './rounding.js';
import type { OrderLine, PositionLine, PositionSaid } from './stream.js';
import type { Verdict } from './verdict.js';

/** Compares what the cache holds of one leg with what the exchange says of it. */
export class LegComparison {
  held: PositionHeld = NOTHING_HELD;
  /** What the exchange said of fills whose order update has not come yet. */
  private readonly waiting: PositionLine[] = [];
  private readonly habits: ExchangeHabits;
  private last: PositionSaid | null = null;
  /** The exchange's lifetime profit less ours: what it was before the recording began. */
  private base: bigint | null = null;
  private closings = 0n;
  private readonly answers = new Map<string, bigint>();
  private answered = 0n;
  private isOutOfStep = false;

  constructor(
    readonly leg: Leg,
    /** Whether only the end can be compared, because the scope had counted some of the recording before. */
    private readonly endOnly: boolean,
    private readonly verdict: Verdict,
  ) {
    this.habits = habitsOf(leg.exchange);
    this.isOutOfStep = endOnly;
  }

  /** The order update of a fill was applied. @returns whether it moved the position. */
  afterFill(line: OrderLine, held: PositionHeld): boolean {
    this.noteAnswer(line);
    // What holds after this fill, only a later message can tell.
    if (this.habits.positionsTell === 'as-it-comes') this.last = null;
    const before = this.held;
    this.held = held;
    const step = toFixedPoint(held.signedAmount) - toFixedPoint(before.signedAmount);
    if (step === 0n) return false;
    if (isClosing(before, held)) this.closings++;
    // Fills that were missed came with this one: the messages about them have no counterpart.
    if (magnitude(step) !== toFixedPoint(line.update.lastFilled ?? '0')) this.isOutOfStep = true;
    if (this.isOutOfStep) return true;
    this.compareStep(line, before);
    const explained = this.waiting.shift();
    if (explained !== undefined) this.compare(explained.position, 'after the fill');
    while (this.waiting[0]?.isOfFill === false)
      this.compare((this.waiting.shift() as PositionLine).position, 'after it');
    return true;
  }

  afterMessage(line: PositionLine): void {
    this.last = line.position;
    if (this.isOutOfStep) return;
    const waits = this.habits.positionsTell === 'next-fill' && (line.isOfFill || this.waiting.length > 0);
    if (waits) this.waiting.push(line);
    else this.compare(line.position, 'as it came');
  }

  /** The recording is over. */
  atEnd(isSeeded: boolean): void {
    if (this.last !== null && (this.isOutOfStep || this.waiting.length > 0))
      this.compare(this.last, 'at the end');
    if (this.endOnly && !isSeeded && this.answers.size > 0 && this.habits.realized !== 'net')
      this.compareAnswers();
  }

  private compareStep({ update, realizedPnl }: OrderLine, before: PositionHeld): void {
    if (realizedPnl === null || this.habits.realized === 'net') return;
    const step = toFixedPoint(this.held.realizedPnl) - toFixedPoint(before.realizedPnl);
    const isSame = magnitude(step - toFixedPoint(realizedPnl)) <= this.habits.rounding;
    this.verdict.check(
      isSame,
      () => `order ${update.id} realized ${fromFixedPoint(step)}, the exchange says ${realizedPnl}`,
    );
  }

  private compare(said: PositionSaid, when: string): void {
    const { verdict, held, habits } = this;
    const differs = (what: string, ours: string, theirs: string) => () =>
      `${legKey(this.leg)} ${what} ${ours}, the exchange says ${theirs} (${when})`;
    const isSameAmount = toFixedPoint(held.signedAmount) === toFixedPoint(said.signedAmount);
    verdict.check(isSameAmount, differs('holds', held.signedAmount, said.signedAmount));
    if (said.entryPrice !== null) {
      const isSameEntry = agreesRounded(held.entryPrice, said.entryPrice, habits.entryDigits);
      verdict.check(isSameEntry, differs('entered at', held.entryPrice, said.entryPrice));
    }
    const ours = this.realized();
    if (said.realizedPnl === null || ours === null) return;
    const theirs = toFixedPoint(said.realizedPnl);
    if (this.base === null) {
      this.base = theirs - ours;
      return;
    }
    const isSame = magnitude(ours + this.base - theirs) <= habits.rounding * (this.closings + 1n);
    verdict.check(isSame, differs('realized', fromFixedPoint(ours + this.base), said.realizedPnl));
  }

  /** Our lifetime profit as the exchange would count it; null if order updates do not tell that. */
  private realized(): bigint | null {
    if (this.habits.realized === 'position') return null;
    const gross = toFixedPoint(this.held.realizedPnl);
    if (this.habits.realized === 'gross') return gross;
    return Object.values(this.held.fees).reduce((net, fee) => net - toFixedPoint(fee), gross);
  }

  private noteAnswer({ update, realizedPnl }: OrderLine): void {
    const trade = `${update.id}/${update.tradeId ?? update.filled}`;
    if (realizedPnl === null || this.answers.has(trade)) return;
    this.answers.set(trade, toFixedPoint(realizedPnl));
    this.answered += toFixedPoint(realizedPnl);
  }

  private compareAnswers(): void {
    const ours = toFixedPoint(this.held.realizedPnl);
    const isSame = magnitude(ours - this.answered) <= this.habits.rounding * BigInt(this.answers.size);
    this.verdict.check(
      isSame,
      () =>
        `${legKey(this.leg)} realized ${fromFixedPoint(ours)}, the exchange's fills add up to ${fromFixedPoint(this.answered)}`,
    );
  }
}

function isClosing(before: PositionHeld, after: PositionHeld): boolean {
  const [was, is] = [toFixedPoint(before.signedAmount), toFixedPoint(after.signedAmount)];
  return was !== 0n && (magnitude(is) < magnitude(was) || was > 0n !== is > 0n);
}
