import { LegComparison } from './leg-comparison.js';
import { legKey, legOfOrder, legOfPosition } from './leg.js';
import type { Leg, ReplayTarget } from './replay-target.js';
import { isFill, startOrder, startTold } from './start.js';
import type { Start } from './start.js';
import type { OrderLine, StreamLine } from './stream.js';
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
  private readonly seeded = new Set<string>();
  private readonly notes: string[] = [];
  private messages = 0;
  private fills = 0;
  private known = 0;

  constructor(
    private readonly lines: readonly StreamLine[],
    private readonly target: ReplayTarget,
    /** What is held at the start, by symbol, where the caller knows. */
    private readonly starts: ReadonlyMap<string, Start>,
  ) {}

  async run(onLine: () => void): Promise<CaseResult> {
    for (const line of this.lines) {
      if (line.kind === 'order') await this.order(line);
      else if (this.hasOrders(legOfPosition(line))) {
        (await this.comparisonOf(legOfPosition(line))).afterMessage(line);
      }
      onLine();
    }
    for (const leg of this.legs.values()) leg.atEnd(this.seeded.has(legKey(leg.leg)));
    if (this.messages === 0) this.notes.push('no orders in it, nothing to replay');
    const { checks, agreed, differences } = this.verdict;
    const { messages, fills, known, notes } = this;
    return { messages, fills, known, checks, agreed, differences, notes };
  }

  private async order(line: OrderLine): Promise<void> {
    const comparison = await this.comparisonOf(legOfOrder(line));
    this.messages++;
    const { outcome, field, reason } = await this.target.apply(line.update);
    if (outcome === 'rejected') {
      this.verdict.check(false, () => `order ${line.update.id} was rejected: ${field} ${reason}`);
      return;
    }
    if (!isFill(line.update)) return;
    const moved = comparison.afterFill(line, await this.target.position(comparison.leg));
    if (moved) this.fills++;
    else if (this.target.isResumed) this.known++;
  }

  private async comparisonOf(leg: Leg): Promise<LegComparison> {
    const key = legKey(leg);
    let comparison = this.legs.get(key);
    if (comparison === undefined) {
      await this.seed(leg);
      comparison = new LegComparison(leg, this.target.isResumed, this.verdict);
      comparison.held = await this.target.position(leg);
      this.legs.set(key, comparison);
    }
    return comparison;
  }

  /** A message about a leg that the recording has no orders of cannot be compared with anything. */
  private hasOrders(leg: Leg): boolean {
    return this.firstOrderOf(leg) !== undefined;
  }

  private firstOrderOf(leg: Leg): OrderLine | undefined {
    const key = legKey(leg);
    return this.lines.find(
      (line): line is OrderLine => line.kind === 'order' && legKey(legOfOrder(line)) === key,
    );
  }

  /** Brings the target to where the recording began, if it did not begin flat. */
  private async seed(leg: Leg): Promise<void> {
    const told = startTold(this.lines, leg);
    const given = this.starts.get(leg.symbol);
    const start = told?.signedAmount === '0' ? told : (given ?? told);
    const first = this.firstOrderOf(leg);
    if (start === null || start.signedAmount === '0' || first === undefined) return;
    this.seeded.add(legKey(leg));
    const source = given === undefined ? 'as its first position message tells' : 'as --start says';
    this.notes.push(`begins with ${leg.symbol} ${start.signedAmount} @ ${start.price}, ${source}`);
    await this.target.apply(startOrder(leg, start, first.update));
  }
}
