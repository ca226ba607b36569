import { LegComparison } from './leg-comparison.js';
import { legKey, legOfOrder, legOfPosition } from './leg.js';
import type { Leg, ReplayTarget } from './replay-target.js';
import { startOrder, startTold } from './start.js';
import type { Start } from './start.js';
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
  /** The first order line of each leg. */
  private readonly firstOrders = new Map<string, OrderLine>();
  /** Position messages of legs that have no orders, by leg. */
  private readonly incomparable = new Map<string, number>();
  /** Symbols of which nobody tells what was held when the recording began. */
  private readonly untold = new Set<string>();
  private messages = 0;
  private fills = 0;
  private known = 0;

  constructor(
    private readonly name: string,
    private readonly lines: readonly StreamLine[],
    private readonly target: ReplayTarget,
    /** What is held at the start, by symbol, where the caller knows. */
    private readonly starts: ReadonlyMap<string, Start>,
  ) {
    for (const line of lines) {
      if (line.kind !== 'order') continue;
      const key = legKey(legOfOrder(line));
      if (!this.firstOrders.has(key)) this.firstOrders.set(key, line);
    }
  }

  async run(onLine: () => void): Promise<CaseResult> {
    for (const line of this.lines) {
      if (line.kind === 'order') await this.order(line);
      else await this.position(line);
      onLine();
    }
    for (const leg of this.legs.values()) leg.atEnd();
    for (const [leg, count] of this.incomparable)
      this.verdict.note(`no orders of ${leg}: nothing to replay, position messages not compared: ${count}`);
    if (this.lines.length === 0) this.verdict.note('no orders in it: nothing to replay');
    const { checks, agreed, differences, notes } = this.verdict;
    if (differences.length > 0)
      for (const symbol of this.untold)
        this.verdict.note(`if ${symbol} did not begin flat, give --start ${symbol}=AMOUNT@PRICE`);
    const { messages, fills, known } = this;
    return { messages, fills, known, checks, agreed, differences, notes };
  }

  private async order(line: OrderLine): Promise<void> {
    const comparison = await this.comparisonOf(legOfOrder(line), line);
    this.messages++;
    const { outcome, field, reason } = await this.target.apply(line.update);
    if (outcome === 'rejected') {
      this.verdict.check(false, () => `order ${line.update.id} was rejected: ${field} ${reason}`);
      return;
    }
    if (!hasFilled(line)) return;
    const effect = comparison.afterUpdate(line, await this.target.position(comparison.leg));
    if (effect === 'moved') this.fills++;
    if (effect === 'known') this.known++;
  }

  private async position(line: PositionLine): Promise<void> {
    const leg = legOfPosition(line);
    const key = legKey(leg);
    const first = this.firstOrders.get(key);
    if (first === undefined) this.incomparable.set(key, (this.incomparable.get(key) ?? 0) + 1);
    else (await this.comparisonOf(leg, first)).afterMessage(line);
  }

  private async comparisonOf(leg: Leg, first: OrderLine): Promise<LegComparison> {
    const key = legKey(leg);
    let comparison = this.legs.get(key);
    if (comparison === undefined) {
      const isResumed = await this.target.knows(first.update);
      const start = this.startOf(leg);
      if (start !== null) await this.seed(leg, start, first);
      const held = await this.target.position(leg);
      comparison = new LegComparison(leg, held, start, isResumed, this.verdict);
      this.legs.set(key, comparison);
    }
    return comparison;
  }

  /** What was held when the recording began; null if nothing was, or nobody knows. */
  private startOf(leg: Leg): Start | null {
    const told = startTold(this.lines, leg);
    const given = this.starts.get(leg.symbol);
    const isFlat = told?.signedAmount === '0';
    if (told === null && given === undefined) this.untold.add(leg.symbol);
    if (isFlat && given !== undefined)
      this.verdict.note(
        `--start ${leg.symbol} is not used: the first position message tells that it began flat`,
      );
    const start = isFlat ? null : (given ?? told);
    return start?.signedAmount === '0' ? null : start;
  }

  /** Brings the target to where the recording began. */
  private async seed(leg: Leg, start: Start, first: OrderLine): Promise<void> {
    const source = this.starts.has(leg.symbol) ? 'as --start says' : 'as its first position message tells';
    this.verdict.note(`begins with ${leg.symbol} ${start.signedAmount} @ ${start.price}, ${source}`);
    const { outcome, field, reason } = await this.target.apply(
      startOrder(this.name, leg, start, first.update),
    );
    if (outcome === 'rejected')
      this.verdict.check(false, () => `the start of ${leg.symbol} was rejected: ${field} ${reason}`);
  }
}

function hasFilled({ update }: OrderLine): boolean {
  return /[1-9]/.test(update.filled);
}
