import { comparePositionsAtFills } from './fill-pushes.js';
import { filledBefore } from './filled-amounts.js';
import { LegComparison } from './leg-comparison.js';
import type { LegStart, LegStarts } from './leg-start.js';
import { firstOrders, legKey, legOfOrder, legOfPosition } from './leg.js';
import type { ReplayTarget } from './replay-target.js';
import { startAdoption } from './start-adoption.js';
import type { OrderLine, PositionLine, StreamLine } from './stream.js';
import { Verdict } from './verdict.js';

/** How a recording came out. */
export interface CaseResult {
  /** Order updates sent. */
  readonly messages: number;
  /** Updates that moved a position. */
  readonly fills: number;
  /** Fills that the scope had counted before this run. */
  readonly known: number;
  readonly checks: number;
  readonly agreed: number;
  readonly differences: readonly string[];
  /** What a reader should know to judge the row. */
  readonly notes: readonly string[];
}

/** Replays one recording into a target, and compares as it goes. */
export class ReplayCase {
  private readonly verdict = new Verdict();
  private readonly legs = new Map<string, LegComparison>();
  /** Position messages of legs that have no orders, by leg. */
  private readonly incomparable = new Map<string, number>();
  private messages = 0;
  private fills = 0;
  private known = 0;

  /** @param starts what was held when the recording began; a leg without one was flat. */
  constructor(
    private readonly lines: readonly StreamLine[],
    private readonly target: ReplayTarget,
    private readonly starts: LegStarts,
  ) {}

  async run(onLine: () => void): Promise<CaseResult> {
    for (const first of firstOrders(this.lines)) await this.begin(first);
    for (const line of this.lines) {
      if (line.kind === 'order') await this.order(line);
      else this.position(line);
      onLine();
    }
    await this.end();
    const { checks, agreed, differences, notes } = this.verdict;
    const { messages, fills, known } = this;
    return { messages, fills, known, checks, agreed, differences, notes };
  }

  /** Brings a leg to where the recording began, unless the target is past that. */
  private async begin(first: OrderLine): Promise<void> {
    const { target, lines, verdict } = this;
    const leg = legOfOrder(first);
    const start = this.startOf(legKey(leg));
    const isResumed = await target.knows(first.update);
    if (start !== null) {
      if (!isResumed) await target.adopt(startAdoption(leg, start, lines));
      verdict.note(`${legKey(leg)} begins with ${start.signedAmount} @ ${start.entryPrice}`);
    }
    const held = await target.position(leg);
    const before = start === null ? new Map<string, bigint>() : filledBefore(lines, leg);
    this.legs.set(legKey(leg), new LegComparison(leg, held, start, before, isResumed, verdict));
  }

  private async order(line: OrderLine): Promise<void> {
    this.messages++;
    const { outcome, field, reason } = await this.target.apply(line.update);
    if (outcome === 'rejected') {
      this.verdict.check(false, () => `order ${line.update.id} was rejected: ${field} ${reason}`);
      return;
    }
    if (!hasFilled(line)) return;
    const comparison = this.legs.get(legKey(legOfOrder(line))) as LegComparison;
    const effect = comparison.afterUpdate(line, await this.target.position(comparison.leg));
    if (effect === 'moved') this.fills++;
    if (effect === 'known') this.known++;
  }

  private position(line: PositionLine): void {
    const key = legKey(legOfPosition(line));
    const comparison = this.legs.get(key);
    if (comparison === undefined) this.incomparable.set(key, (this.incomparable.get(key) ?? 0) + 1);
    else comparison.afterMessage(line);
  }

  private async end(): Promise<void> {
    const { target, lines, verdict } = this;
    for (const [key, comparison] of this.legs) {
      comparison.atEnd();
      await comparePositionsAtFills(lines, comparison.leg, this.startOf(key), target, verdict);
    }
    for (const [leg, count] of this.incomparable)
      verdict.note(`no orders of ${leg}: nothing to replay, position messages not compared: ${count}`);
    if (lines.length === 0) verdict.note('no orders in it: nothing to replay');
    if (verdict.differences.length > 0) this.noteFlatLegs();
  }

  /** A recording that does not begin flat, and whose start is not given, differs. */
  private noteFlatLegs(): void {
    for (const [key, { leg }] of this.legs) {
      if (this.starts.has(key)) continue;
      const name = `${leg.symbol}:${leg.positionSide}`;
      this.verdict.note(`if ${key} did not begin flat, give --start ${name}:AMOUNT@PRICE`);
    }
  }

  private startOf(key: string): LegStart | null {
    return this.starts.get(key) ?? null;
  }
}

function hasFilled({ update }: OrderLine): boolean {
  return /[1-9]/.test(update.filled);
}
