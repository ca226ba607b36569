import type { AccountTrade, CurrencyAmounts, NewOrder, Snapshot } from '../../src/index.js';
import { Random } from '../../src/testing/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { MARKET } from './accounting-modes.js';
import type { Message, Report } from './convergence-message.js';
import { heldAt } from './truth-books.js';
import { simulate } from './convergence-truth.js';
import { linked } from './convergence-names.js';
import type { Truth, TruthEvent } from './convergence-truth.js';

/** `first`: by the first report of an order, and by others sometimes. */
type Saying = 'always' | 'first' | 'sometimes' | 'never';

/** How an exchange tells what it did; drawn once a set, so that many sets have few causes of difference. */
interface Manner {
  readonly names: 'id' | 'client' | 'both' | 'mixed';
  readonly feed: 'reports' | 'trades' | 'both';
  /** Whether reports say trade id, last fill and leg. */
  readonly tradeIds: Saying;
  readonly lastFills: Saying;
  readonly legs: Saying;
  /** Fraction digits of averages; null where none is told. */
  readonly averageDigits: number | null;
  readonly fees: readonly ('fill' | 'cumulative' | 'trade')[];
  /** In percent: reports of the state beside the event's own, messages that are lost, fields left out, contradictory figures. */
  readonly polls: number;
  readonly lost: number;
  readonly nulls: number;
  readonly noise: number;
  /** By how much a report's time is after the execution's (ms). */
  readonly delay: number;
  readonly snapshots: number;
  readonly busts: number;
  readonly funding: number;
  readonly initialized: number;
}

/** Messages in the order in which an exchange sent them, in groups: those of one event together. */
export interface MessageSet {
  readonly truth: Truth;
  /** What the caller did before the exchange said anything. */
  readonly before: readonly Message[];
  /** For each event of the truth, what tells it; a snapshot is with the last event that it has. */
  readonly groups: readonly (readonly Message[])[];
}

/**
 * Anything that the law lets an exchange send. What the law exempts from convergence ("What may differ, and nothing else") is kept out:
 * - "fields on the cache's own clock": that clock stands still (`convergence-scope.ts`).
 * - "what the caller did": it stays first in every delivery, and nothing but new orders is in it.
 * - "snapshots adopted without the exchange's time", "messages without an exchange timestamp": every message has a time.
 * - "messages that come after their fills were settled": nothing is settled here; `settling.spec.ts` has them.
 * - "a client id that two orders had, in messages that name only it": `withoutAmbiguousNames` takes those out.
 * - "messages that contradict each other in side, symbol or leg": of a figure that is spoiled (`withNoise`), the law says which counts.
 *
 * Of two things the law says nothing, so they are kept out too: a fill that no average, last price or limit price prices, and a snapshot that
 * opens a leg at no entry price.
 */
export function anySet(seed: number): MessageSet {
  const random = new Random(seed);
  const truth = simulate(random, { hasEqualTimes: random.chance(50), most: 3 });
  const set = told(truth, anyManner(random, truth), random);
  // Nothing need tell ever that two names are of one order: then they are two, in every order of delivery.
  return random.chance(90) ? linked(set, random) : set;
}

/** All of the truth, told well enough that nothing else can be believed. */
export function completeSet(seed: number): MessageSet {
  const random = new Random(seed);
  const hasEqualTimes = random.chance(50);
  const truth = simulate(random, { hasEqualTimes, most: 3 });
  return linked(told(truth, completeManner(random, truth, hasEqualTimes), random), random);
}

/**
 * A set whose messages may come after their fills were settled. The law: such evidence "enters as a correction entry by its difference in
 * quantity, cost and fees", so those still add up. Of snapshots, busts and contradictions among settled fills it says nothing.
 */
export function lateSet(seed: number): MessageSet {
  const random = new Random(seed);
  const truth = simulate(random, { hasEqualTimes: random.chance(50), most: 3 });
  const manner = { ...anyManner(random, truth), snapshots: 0, busts: 0, noise: 0, initialized: 0 };
  return linked(told(truth, manner, random), random);
}

const SAYINGS: readonly Saying[] = ['always', 'always', 'sometimes', 'never'];

function anyManner(random: Random, truth: Truth): Manner {
  const chance = (percent: number, value: number): number => (random.chance(percent) ? value : 0);
  return {
    names: random.pick(['id', 'client', 'both', 'mixed', 'mixed', 'mixed'] as const),
    feed: random.pick(['reports', 'trades', 'both', 'both'] as const),
    tradeIds: random.pick(SAYINGS),
    lastFills: random.pick(SAYINGS),
    legs: random.pick(SAYINGS),
    averageDigits: random.pick([null, 1, 2, 8, 18]),
    fees: random.pick([
      [],
      ['fill'],
      ['trade'],
      ['fill', 'trade'],
      ['cumulative'],
      ['cumulative', 'fill', 'trade'],
    ] as const),
    polls: chance(40, 30),
    lost: random.pick([0, 15, 40]),
    nulls: chance(40, 30),
    noise: chance(20, 20),
    delay: random.pick([0, 0, 2]),
    snapshots: chance(40, 20),
    busts: chance(8, 20),
    funding: chance(10, 30),
    initialized: sharesClientIds(truth) ? 0 : chance(30, 50),
  };
}

/**
 * An execution without a trade id has its place among others by its time alone, so executions of one millisecond have ids. A trade counts
 * in `filled` beside reports by the sum of identified trades, so where some executions have no id, the reports tell all.
 */
function completeManner(random: Random, truth: Truth, hasEqualTimes: boolean): Manner {
  const feed = random.pick(['reports', 'trades', 'both', 'both'] as const);
  const isNamedByTrades = feed !== 'reports';
  const fees = random.pick([
    ['fill', 'trade'],
    ['fill', 'trade', 'cumulative'],
  ] as const);
  return {
    names: random.pick(['id', 'both', 'mixed', 'mixed'] as const),
    feed,
    tradeIds: hasEqualTimes ? 'always' : random.pick(SAYINGS),
    lastFills: isNamedByTrades && !hasEqualTimes ? random.pick(SAYINGS) : 'always',
    legs: random.pick(['always', 'first'] as const),
    averageDigits: random.pick([8, 18]),
    fees,
    polls: random.pick([0, 30]),
    lost: 0,
    nulls: 0,
    noise: 0,
    delay: 0,
    snapshots: random.pick([0, 0, 20]),
    busts: 0,
    funding: 0,
    initialized: sharesClientIds(truth) ? 0 : random.pick([0, 0, 50]),
  };
}

function sharesClientIds({ orders }: Truth): boolean {
  return orders.some(({ sharesClientId }) => sharesClientId);
}

function told(truth: Truth, manner: Manner, random: Random): MessageSet {
  const teller = new Teller(truth, manner, random);
  const before = teller.before();
  return { truth, before, groups: truth.events.map((event, at) => teller.group(event, at)) };
}

/** Makes messages of a truth in one manner. */
class Teller {
  constructor(
    private readonly truth: Truth,
    private readonly manner: Manner,
    private readonly random: Random,
  ) {}

  before(): readonly Message[] {
    const firsts = this.truth.orders.flatMap((order) => {
      const first = this.truth.events.find((event) => event.order === order) as TruthEvent;
      return this.random.chance(this.manner.initialized) ? [first] : [];
    });
    return firsts.map((event) => ({ kind: 'caller', order: this.initialized(event) }));
  }

  group(event: TruthEvent, at: number): readonly Message[] {
    const { manner, random } = this;
    const messages: Message[] = [];
    const hasTrade = event.execution !== null && manner.feed !== 'reports';
    // Only the trade tells of an execution, but for the one that ends the order.
    const hasReport = event.execution === null || manner.feed !== 'trades' || event.said === 'FILLED';
    if (hasReport) messages.push({ kind: 'report', update: this.report(event, true) });
    if (hasTrade) messages.push({ kind: 'trade', trade: this.trade(event) });
    if (messages.length === 2 && random.chance(50)) messages.reverse();
    if (random.chance(manner.polls) && manner.feed !== 'trades')
      messages.push({ kind: 'report', update: this.report(event, false) });
    if (event.execution !== null && random.chance(manner.busts)) messages.push(this.bust(event));
    if (random.chance(manner.funding)) messages.push(this.adjustment(event, at));
    const isLastOfItsTime = this.truth.events[at + 1]?.time !== event.time;
    if (isLastOfItsTime && random.chance(manner.snapshots)) {
      const snapshot = this.snapshot(event.time, at);
      if (snapshot !== null) messages.push({ kind: 'snapshot', snapshot });
    }
    return messages.filter(() => !random.chance(manner.lost)).map((message) => this.withNoise(message));
  }

  /** @param hasLast whether it is the report of the event itself, with its last fill. */
  private report(event: TruthEvent, hasLast: boolean): Report {
    const { manner, random } = this;
    const { order, execution, filled } = event;
    const last = hasLast && this.says(manner.lastFills) ? execution : null;
    const average = this.average(event);
    // A fill that nothing prices is no message that an exchange sends: of average, last price and limit price one is there.
    const isPriced = average !== null || filled.sign === 0;
    const hasFee = last !== null && manner.fees.includes('fill');
    return {
      exchange: MARKET.exchange,
      symbol: order.symbol,
      ...this.names(event),
      ...(event.formerId !== null && { id: event.id, formerId: event.formerId }),
      status: event.said,
      side: order.side,
      type: this.orNull(event.type),
      timeInForce: this.orNull('GTC'),
      price: isPriced ? this.orNull(event.price) : event.price,
      amount: random.chance(manner.nulls / 3) ? '0' : event.amount,
      filled: filled.toDecimal(),
      average,
      lastFilled: last?.quantity ?? null,
      lastFilledPrice: last?.price ?? null,
      tradeId: last !== null && this.says(manner.tradeIds) ? event.tradeId : null,
      fee: hasFee ? last.fee : null,
      feeCurrency: hasFee ? last.feeCurrency : null,
      cumFees: manner.fees.includes('cumulative') ? amountsOf(event.fees) : null,
      reduceOnly: this.orNull(order.reduceOnly),
      positionSide: this.saysLeg(event) ? order.leg : null,
      reason: random.chance(manner.nulls) ? `reason ${event.said}` : null,
      timestamp: event.time + manner.delay,
    };
  }

  private trade(event: TruthEvent): AccountTrade {
    const { order, execution, tradeId, time } = event;
    const { quantity, price, fee, feeCurrency } = execution as NonNullable<typeof execution>;
    const { id, clientOrderId } = this.names(event);
    const hasFee = this.manner.fees.includes('trade');
    return {
      exchange: MARKET.exchange,
      symbol: order.symbol,
      orderId: id,
      clientOrderId,
      tradeId: tradeId as string,
      side: order.side,
      positionSide: this.says(this.manner.legs) ? order.leg : null,
      quantity,
      price,
      fee: hasFee ? fee : null,
      feeCurrency: hasFee ? feeCurrency : null,
      timestamp: time,
    };
  }

  private initialized({ order, clientOrderId, type, price, amount, time }: TruthEvent): NewOrder {
    return {
      exchange: MARKET.exchange,
      symbol: order.symbol,
      clientOrderId,
      side: order.side,
      type,
      price,
      amount,
      positionSide: order.leg,
      timestamp: time + this.random.integer(-50, 50),
    };
  }

  private bust({ order, id, tradeId, time }: TruthEvent): Message {
    const timestamp = time + this.random.integer(0, 10);
    const place = { exchange: MARKET.exchange, symbol: order.symbol };
    return { kind: 'bust', bust: { ...place, orderId: id, tradeId: tradeId as string, timestamp } };
  }

  private adjustment({ order, time }: TruthEvent, at: number): Message {
    const funding = { id: `f${at}`, kind: 'FUNDING', amount: '-0.7', currency: MARKET.quote } as const;
    const place = { exchange: MARKET.exchange, symbol: order.symbol, positionSide: order.leg };
    return { kind: 'adjustment', adjustment: { ...place, ...funding, timestamp: time } };
  }

  /** What the exchange holds at a time. Null while a leg owes what was closed before it was opened: no exchange has that. */
  private snapshot(time: number, at: number): (Snapshot & { readonly timestamp: number }) | null {
    const held = heldAt(this.truth, at);
    if (held.some(({ isOwing }) => isOwing)) return null;
    const complete = this.random.chance(50);
    const listed = held.filter(({ signedAmount }) => signedAmount !== '0' || this.random.chance(50));
    const positions = listed.map(({ symbol, leg, signedAmount, entryPrice }) => ({
      symbol,
      positionSide: leg,
      signedAmount,
      entryPrice: signedAmount === '0' ? null : entryPrice,
      timestamp: time,
    }));
    const openOrders = this.random.chance(50) ? this.openOrders(time, at) : null;
    return { exchange: MARKET.exchange, complete, timestamp: time, positions, openOrders };
  }

  private openOrders(time: number, at: number): Report[] {
    return this.truth.orders.flatMap((order) => {
      const last = this.truth.events.slice(0, at + 1).findLast((event) => event.order === order);
      const isOpen = last?.status === 'ACCEPTED' || last?.status === 'PARTIALLY_FILLED';
      if (last === undefined || !isOpen) return [];
      return [{ ...this.report(last, false), id: last.id, status: last.status, timestamp: time }];
    });
  }

  private names({ order, id, clientOrderId }: TruthEvent): {
    id: string | null;
    clientOrderId: string | null;
  } {
    const { names } = this.manner;
    const manner = names === 'mixed' ? this.random.pick(['id', 'client', 'both'] as const) : names;
    // The law exempts "a client id that two orders had, in messages that name only it".
    const isShared = manner === 'client' && order.sharesClientId;
    return {
      id: manner === 'client' && !isShared ? null : id,
      clientOrderId: manner === 'id' ? null : clientOrderId,
    };
  }

  private average({ filled, cost }: TruthEvent): string | null {
    const { averageDigits } = this.manner;
    if (averageDigits === null || filled.sign === 0) return null;
    const isInverse = this.truth.market.kind === 'inverse';
    return (isInverse ? filled.over(cost) : cost.over(filled)).toFixed(averageDigits);
  }

  private says(saying: Saying): boolean {
    return saying === 'always' || (saying !== 'never' && this.random.chance(60));
  }

  private saysLeg(event: TruthEvent): boolean {
    const isFirst = this.truth.events.find(({ order }) => order === event.order) === event;
    return (isFirst && this.manner.legs === 'first') || this.says(this.manner.legs);
  }

  private orNull<Value>(value: Value): Value | null {
    return this.random.chance(this.manner.nulls) ? null : value;
  }

  /** Figures that contradict others: the law says which counts, but for side, symbol and leg. */
  private withNoise(message: Message): Message {
    const { random, manner } = this;
    if (!random.chance(manner.noise)) return message;
    if (message.kind === 'trade') {
      const other = random.pick([
        { price: '77' },
        { quantity: '0.3' },
        { fee: '9', feeCurrency: 'BNB' },
        { timestamp: 1 },
      ]);
      return { kind: 'trade', trade: { ...message.trade, ...other } };
    }
    if (message.kind !== 'report' || message.update.lastFilled == null) return message;
    const { update } = message;
    const other = random.pick([
      { lastFilledPrice: '77' },
      { lastFilled: '0.01' },
      { filled: '3' },
      { average: '99.9' },
      { fee: '9', feeCurrency: 'BNB' },
      { price: '55' },
      { tradeId: '1' },
    ]);
    return { kind: 'report', update: { ...update, ...other } };
  }
}

function amountsOf(fees: ReadonlyMap<string, Rational>): CurrencyAmounts {
  return Object.fromEntries(Array.from(fees, ([currency, amount]) => [currency, amount.toDecimal()]));
}
