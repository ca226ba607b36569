import { fromFixedPoint, magnitude, toFixedPoint } from '../decimal/fixed-point.js';
import { habitsOf } from './exchange-habits.js';
import type { ExchangeHabits } from './exchange-habits.js';
import { FilledAmounts, signed } from './filled-amounts.js';
import type { LegStart } from './leg-start.js';
import { legKey, orderName } from './leg.js';
import type { Leg, PositionHeld } from './replay-target.js';
import { SaidComparison } from './said-comparison.js';
import type { OrderLine, PositionLine, PositionSaid } from './stream.js';
import type { Verdict } from './verdict.js';

/** What an update did: it moved the position, or the scope had counted it before this run, or neither. */
export type Effect = 'moved' | 'known' | 'nothing';

/** Compares what the cache holds of one leg with what the exchange says of it. */
export class LegComparison {
  private readonly filled: FilledAmounts;
  /** What the exchange said of fills whose order update has not come yet. */
  private readonly waiting: PositionLine[] = [];
  private readonly habits: ExchangeHabits;
  private readonly said: SaidComparison;
  private last: PositionSaid | null = null;
  private closings = 0n;
  private latestFill = 0;
  private readonly answers = new Map<string, bigint>();
  private answered = 0n;
  private isOutOfStep = false;

  /**
   * @param held what the target holds when the run begins.
   * @param start what was held when the recording began; null where it was flat.
   * @param before what the leg's orders had filled by then, where that is in the start.
   * @param endOnly whether only the end can be compared, because the scope had counted some of the recording before.
   */
  constructor(
    readonly leg: Leg,
    private held: PositionHeld,
    private readonly start: LegStart | null,
    before: ReadonlyMap<string, bigint>,
    private readonly endOnly: boolean,
    private readonly verdict: Verdict,
  ) {
    this.filled = new FilledAmounts(before);
    this.habits = habitsOf(leg.exchange);
    this.said = new SaidComparison(leg, start, verdict);
    this.isOutOfStep = endOnly;
  }

  /** The update of an order that has filled something was applied; `held` is what is held since. */
  afterUpdate(line: OrderLine, held: PositionHeld): Effect {
    this.noteAnswer(line);
    const told = this.filled.add(line.update);
    // What holds after this fill, only a later message can tell.
    if (told !== 0n && this.habits.positionsTell === 'as-it-comes') this.last = null;
    const before = this.held;
    this.held = held;
    const step = toFixedPoint(held.signedAmount) - toFixedPoint(before.signedAmount);
    if (!this.endOnly) this.compareFill(line, before, step, told);
    if (step !== 0n) return 'moved';
    return this.endOnly && told !== 0n ? 'known' : 'nothing';
  }

  afterMessage(line: PositionLine): void {
    this.last = line.position;
    if (this.isOutOfStep) return;
    const waits = this.habits.positionsTell === 'next-fill' && (line.isOfFill || this.waiting.length > 0);
    if (waits) this.waiting.push(line);
    else this.compare(line.position, 'as it came');
  }

  /** The recording is over. */
  atEnd(): void {
    if (this.last !== null && (this.isOutOfStep || this.waiting.length > 0))
      this.compare(this.last, 'at the end');
    if (!this.endOnly) return;
    this.compareTotal();
    if (this.start === null && this.answers.size > 0 && this.habits.realized !== 'net') this.compareAnswers();
  }

  private compareFill(line: OrderLine, before: PositionHeld, step: bigint, told: bigint): void {
    if (told === 0n && step === 0n) return;
    const { update } = line;
    this.verdict.check(
      step === told,
      () => `order ${update.id} moved by ${fromFixedPoint(step)}, it filled ${fromFixedPoint(told)}`,
    );
    if (isClosing(before, this.held)) this.closings++;
    if (step !== told) this.isOutOfStep = true;
    else if (!this.isWholly(line, told)) this.loseStep(line, 'filled more than its update tells');
    else if (this.isLate(line)) this.loseStep(line, 'filled before a fill that came earlier');
    if (this.isOutOfStep) return;
    this.compareStep(line, before);
    const explained = this.waiting.shift();
    if (explained !== undefined) this.compare(explained.position, 'after the fill');
    while (this.waiting[0]?.isOfFill === false)
      this.compare((this.waiting.shift() as PositionLine).position, 'after it');
  }

  /** Whether what an order filled since its last report is the one fill that its update tells. */
  private isWholly({ update }: OrderLine, told: bigint): boolean {
    // Bybit's order messages tell no single fill; its positions tell what holds when they come, after however many.
    if (update.lastFilled == null && this.habits.positionsTell === 'as-it-comes') return true;
    return told === signed(toFixedPoint(update.lastFilled ?? '0'), update);
  }

  /** Whether fills that came earlier happened later: the profit of those changes with this one. */
  private isLate({ update: { timestamp } }: OrderLine): boolean {
    if (timestamp == null) return false;
    const isLate = timestamp < this.latestFill;
    this.latestFill = Math.max(this.latestFill, timestamp);
    return isLate;
  }

  /** Fills came late or not at all: the messages about them have no counterpart. */
  private loseStep({ update }: OrderLine, why: string): void {
    if (this.isOutOfStep) return;
    this.isOutOfStep = true;
    const name = `${this.leg.symbol} ${this.leg.positionSide}`;
    this.verdict.note(
      `order ${update.id} ${why}: from there on, ${name} is compared in quantity and at the end`,
    );
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
    this.said.compare(said, this.held, this.closings, when);
  }

  private noteAnswer({ update, realizedPnl }: OrderLine): void {
    const trade = `${orderName(update)}/${update.tradeId ?? update.filled}`;
    if (realizedPnl === null || this.answers.has(trade)) return;
    this.answers.set(trade, toFixedPoint(realizedPnl));
    this.answered += toFixedPoint(realizedPnl);
  }

  private compareTotal(): void {
    const total = toFixedPoint(this.start?.signedAmount ?? '0') + this.filled.total;
    this.verdict.check(
      toFixedPoint(this.held.signedAmount) === total,
      () =>
        `${legKey(this.leg)} holds ${this.held.signedAmount}, the orders' fills add up to ${fromFixedPoint(total)}`,
    );
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
