import { Executions, NO_EXECUTIONS } from '../ledger/executions.js';
import { explainedBy, unfilledSince } from '../ledger/evidence.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Execution } from '../ledger/execution.js';
import type { OrderSide, OrderStatus, PositionSide } from './order.js';
import { STATUS_RANK } from './order-facts.js';
import type { StampedFacts } from './order-facts.js';
import type { Market } from './order-market.js';
import type { CallerWords, LegSource, OrderRecord, SettledFills } from './order-record.js';
import { NO_NAMES, NO_SETTLED } from './order-record.js';
import type { PlainTerms } from './plain-terms.js';
import { plainWords } from './status-words.js';
import type { EndStatus, StatusWords } from './status-words.js';

/** How far a time may be from what it is counted from (ms). */
export const FARTHEST = 2 ** 31 - 1;

/**
 * The record of an order of which each report told all that is known anew, at no earlier time than those before it: nearly all are so. It holds a third of
 * what the record has in full, which follows from it (see `inFull`). What it does not hold is as it is where nobody ever told of it.
 */
export abstract class PlainOrder implements OrderRecord {
  constructor(
    readonly market: Market,
    readonly id: string,
    readonly clientOrderId: string | null,
    readonly terms: PlainTerms,
    readonly price: string | null,
    readonly amount: string | null,
    /** The time of the first report and of the latest, from the base on (ms). */
    readonly first: number,
    readonly latest: number,
    readonly caller: CallerWords,
  ) {}

  abstract readonly words: StatusWords;
  abstract readonly evidence: Evidence;
  abstract readonly status: OrderStatus;
  abstract readonly filled: string;
  abstract readonly average: string | null;
  abstract readonly last: Execution | null;
  /** When it was reported as accepted last, from the base on (ms). */
  abstract readonly accepted: number;
  /** Each a fill as it stands. */
  abstract readonly executions: readonly Execution[];
  /** The rank of the status that was reported last. */
  abstract readonly rank: number;

  get exchange(): string {
    return this.market.exchange;
  }

  get symbol(): string {
    return this.market.symbol;
  }

  get formerIds(): readonly string[] {
    return NO_NAMES;
  }

  get formerClientIds(): readonly string[] {
    return NO_NAMES;
  }

  get replaces(): null {
    return null;
  }

  get side(): OrderSide {
    return this.terms.side;
  }

  get isSideTold(): boolean {
    return true;
  }

  get positionSide(): PositionSide {
    return this.terms.positionSide;
  }

  get legFrom(): LegSource {
    return this.terms.legFrom;
  }

  get facts(): StampedFacts {
    const { clientOrderId, price, amount, terms, filled, rank } = this;
    const { type, timeInForce, reduceOnly } = terms;
    return {
      clientOrderId,
      type,
      timeInForce,
      price,
      amount,
      reduceOnly,
      reason: null,
      at: this.reportedAt,
      filled,
      rank,
      older: null,
      told: null,
    };
  }

  get reportedAt(): number {
    return this.terms.base + this.latest;
  }

  get settled(): OrderRecord['settled'] {
    return NO_SETTLED;
  }

  get fees(): null {
    return null;
  }

  get fills(): null {
    return null;
  }
}

/** Of an order that nothing is filled of: nearly all open orders are so. */
export class PlainUnfilled extends PlainOrder {
  get words(): StatusWords {
    const { type, base } = this.terms;
    return plainWords(null, type, base + this.first, base + this.latest);
  }

  get evidence(): Evidence {
    const { base, namesLast } = this.terms;
    return unfilledSince(base + this.first, base + this.latest, namesLast);
  }

  get status(): OrderStatus {
    return 'ACCEPTED';
  }

  get filled(): string {
    return '0';
  }

  get average(): null {
    return null;
  }

  get last(): null {
    return null;
  }

  get accepted(): number {
    return this.latest;
  }

  get executions(): readonly Execution[] {
    return NO_EXECUTIONS.recent;
  }

  get rank(): number {
    return STATUS_RANK.ACCEPTED;
  }
}

/** Of an order that ended before anything of it was filled. */
export class PlainEnded extends PlainUnfilled {
  constructor(
    before: PlainOrder,
    price: string | null,
    amount: string | null,
    latest: number,
    private readonly acceptedLast: number,
    private readonly end: EndStatus,
  ) {
    const { market, id, clientOrderId, terms, first, caller } = before;
    super(market, id, clientOrderId, terms, price, amount, first, latest, caller);
  }

  override get words(): StatusWords {
    const { terms, first, accepted, reportedAt, end } = this;
    const { type, base } = terms;
    const word = {
      type,
      since: base + first,
      acceptedAt: base + accepted,
      endAt: reportedAt,
      endStatus: end,
    };
    return { filledAt: null, types: [word] };
  }

  override get status(): OrderStatus {
    return this.end;
  }

  override get accepted(): number {
    return this.acceptedLast;
  }

  override get rank(): number {
    return STATUS_RANK[this.end];
  }
}

/** Of an order whose executions add up to what was reported last, with the last of them. */
export class PlainFilled extends PlainOrder {
  constructor(
    before: PlainOrder,
    price: string | null,
    amount: string | null,
    latest: number,
    readonly accepted: number,
    readonly executions: readonly Execution[],
    readonly average: string,
    /** Fraction digits of `average` as the exchange wrote it. */
    readonly averageDigits: number,
    readonly rank: number,
  ) {
    const { market, id, clientOrderId, terms, first, caller } = before;
    super(market, id, clientOrderId, terms, price, amount, first, latest, caller);
  }

  get words(): StatusWords {
    const { terms, first, accepted, isFilled, reportedAt } = this;
    const { type, base } = terms;
    return plainWords(isFilled ? reportedAt : null, type, base + first, base + accepted);
  }

  get evidence(): Evidence {
    const { executions, filled, average, averageDigits, reportedAt } = this;
    return explainedBy(new Executions(NO_EXECUTIONS.runs, executions), {
      filled,
      average,
      averageDigits,
      cumFees: null,
      first: reportedAt,
      last: reportedAt,
      namesLast: true,
    });
  }

  get status(): OrderStatus {
    return this.isFilled ? 'FILLED' : 'PARTIALLY_FILLED';
  }

  get filled(): string {
    return this.last.end as string;
  }

  get last(): Execution {
    return this.executions[this.executions.length - 1] as Execution;
  }

  get isFilled(): boolean {
    return this.rank === STATUS_RANK.FILLED;
  }
}

/** Of an order that was filled, with what is settled of it: no report goes the short way into it any more. */
export class PlainSettled extends PlainFilled {
  private readonly parts: readonly SettledFills[];

  constructor(order: PlainFilled, settled: readonly SettledFills[]) {
    const { price, amount, latest, accepted, executions, average, averageDigits, rank } = order;
    super(order, price, amount, latest, accepted, executions, average, averageDigits, rank);
    this.parts = settled;
  }

  override get settled(): readonly SettledFills[] {
    return this.parts;
  }
}

/** Whether an order was reported as reduce-only. */
export function isReduceOnly(record: OrderRecord): boolean {
  return (record instanceof PlainOrder ? record.terms : record.facts).reduceOnly === true;
}
