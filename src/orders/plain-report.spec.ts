import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeInGeneral, encodeOrder } from './order-codec.js';
import { orderKey } from './order-key.js';
import { emptyOrder, inFull, joinUpdate, withSettled } from './join-order.js';
import type { Joined } from './join-order.js';
import type { OrderUpdate } from './order.js';
import { Markets } from './order-market.js';
import { NO_CALLER } from './order-record.js';
import type { CallerWords, OrderRecord, SettledFills } from './order-record.js';
import { plainForm } from './plain-form.js';
import { PlainOrder, PlainSettled } from './plain-order.js';
import { beginPlain, joinPlain } from './plain-report.js';
import { checkUpdate } from './update-check.js';
import { UpdateFault } from './update-fault.js';

/** `PROPERTY_RUNS=100000` for the long run. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 500);
const T = 1_700_000_000_000;
const TERMS = { kind: 'linear', snapshotBetween: () => null } as const;
const MARKETS = new Markets();
const START: OrderUpdate = {
  exchange: 'binance', symbol: 'BTCUSDT', id: '1', clientOrderId: 'a', status: 'ACCEPTED', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '100', amount: '10',
  filled: '0', average: null, lastFilled: '0', reduceOnly: false, positionSide: 'NET', timestamp: T,
}; // prettier-ignore

const START_NAMES = { exchange: 'binance', symbol: 'BTCUSDT', clientOrderId: 'a', side: 'BUY' } as const;

/** What the general way makes of a report; null where it says nothing new, or is refused. */
function joinedInGeneral(before: OrderRecord | null, raw: OrderUpdate): Joined | null {
  try {
    const update = checkUpdate(raw, before);
    return joinUpdate(before ?? emptyOrder(update, null), update, update.timestamp ?? -1, () => TERMS);
  } catch (error) {
    if (error instanceof UpdateFault) return null;
    throw error;
  }
}

/** A record as plain values, whichever objects stand for its parts. */
function valuesOf(record: OrderRecord): unknown {
  const { words, evidence, facts, last, fills, ...rest } = inFull(record);
  const { executions, points, isExplained, isEndExplained, cumFees, busts } = evidence;
  return {
    ...rest,
    facts,
    words: { filledAt: words.filledAt, types: words.types },
    evidence: {
      runs: executions.runs,
      recent: executions.recent,
      points,
      isExplained,
      isEndExplained,
      cumFees,
      busts,
    },
    last: last === null ? null : executions.all.indexOf(last as (typeof executions.all)[number]),
    fills,
  };
}

/** That some of an order is settled. */
const SETTLED: readonly SettledFills[] = [
  { positionSide: 'NET', epoch: 1, quantity: 1n, cost: 2n, fees: [], upTo: null, moved: [] },
];

/** What callers say of an order before it is reported. */
const callers: fc.Arbitrary<CallerWords> = fc.oneof(
  fc.constant(NO_CALLER),
  fc.record({
    status: fc.constantFrom(null, 'INITIALIZED', 'PENDING'),
    cancel: fc.constant(null),
    idempotencyKeys: fc.constantFrom([], ['k'], ['"', 'k']),
    timestamp: fc.constantFrom(null, T - 5),
  }),
);

/** An order of which only the caller spoke; null where nobody did. */
function begunBy(caller: CallerWords, id: string): OrderRecord | null {
  return caller === NO_CALLER ? null : { ...emptyOrder({ ...START_NAMES, id }, null), caller };
}

/** What a report says otherwise than the one before it. */
interface Step {
  readonly later: number;
  readonly fills: number;
  readonly price: number;
  readonly status: OrderUpdate['status'];
  readonly says: Readonly<Record<string, unknown>>;
}

const odd = fc.oneof(
  { arbitrary: fc.constant({}), weight: 12 },
  { weight: 1, arbitrary: fc.record(
    {
      clientOrderId: fc.constantFrom('a', 'b', null), type: fc.constantFrom('LIMIT', 'STOP_MARKET', null), timeInForce: fc.constantFrom('GTC', 'IOC', null),
      price: fc.constantFrom('100', '101.50', '0', null), amount: fc.constantFrom('10.00', '11', '0'), reduceOnly: fc.constantFrom(true, false, null),
      positionSide: fc.constantFrom('NET', 'LONG', null), reason: fc.constantFrom('why', null), formerId: fc.constantFrom('0', null),
      replaces: fc.constantFrom('0', null), cumFees: fc.constantFrom({ USDT: '1' }, null), contractSize: fc.constantFrom('1', null),
      timestamp: fc.constantFrom(T, T + 3, T + 2 ** 31, null, 0), average: fc.constantFrom('100', '0', '0.00', null), tradeId: fc.constantFrom('1', 't2', null),
      lastFilled: fc.constantFrom('0', '1', '2.5', null), lastFilledPrice: fc.constantFrom('100', '0', null), fee: fc.constantFrom('0', '-0.10', null),
      feeCurrency: fc.constantFrom('USDT', null), liquidity: fc.constantFrom('MAKER', 'TAKER', null), filled: fc.constantFrom('0', '0.0', '5'),
      status: fc.constantFrom('PENDING', 'INITIALIZED', 'CANCELING', 'EXPIRED', 'REJECTED', 'FAILED'),
    },
    { requiredKeys: [] },
  ) },
); // prettier-ignore

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    later: fc.constantFrom(0, 1, 1, 5, -1),
    fills: fc.constantFrom(0, 0, 1, 1, 2),
    price: fc.integer({ min: 90, max: 110 }),
    status: fc.constantFrom('ACCEPTED', 'ACCEPTED', 'PARTIALLY_FILLED', 'PARTIALLY_FILLED', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED'),
    says: odd,
  }),
  { maxLength: 45 },
); // prettier-ignore

/** The reports of an order's life, most of them as an exchange sends them. */
function reportsOf(life: readonly Step[]): OrderUpdate[] {
  let [at, filled, cost] = [T, 0, 0];
  return life.map(({ later, fills, price, status, says }, index): OrderUpdate => {
    at += later;
    if (index === 0) return { ...START, ...says };
    filled += fills;
    cost += fills * price;
    const fill = {
      lastFilled: String(fills), lastFilledPrice: String(price), tradeId: String(index), fee: `0.${index}0`, feeCurrency: 'USDT', liquidity: 'TAKER',
    } as const; // prettier-ignore
    const told = {
      status,
      filled: String(filled),
      average: filled === 0 ? null : (cost / filled).toFixed(4),
    };
    return { ...START, ...told, ...(fills > 0 && fill), timestamp: at, ...says };
  });
}

/** What the short way makes of a report, or null. */
function joinedShortly(before: OrderRecord | null, raw: OrderUpdate): PlainOrder | null {
  if (before === null) return beginPlain(raw, MARKETS);
  return before instanceof PlainOrder ? joinPlain(before, raw) : null;
}

/** A record, and by which execution it has more than the one before. */
interface Outcome {
  readonly record: unknown;
  readonly added: readonly unknown[];
}

/** What both ways make of an order's life: of each report that the short way takes one outcome of each; and of each record its short form. */
function outcomesOf(
  life: readonly Step[],
  caller: CallerWords,
): Record<'short' | 'general', readonly Outcome[]> {
  const short: Outcome[] = [];
  const general: Outcome[] = [];
  let record = begunBy(caller, '1');
  for (const raw of reportsOf(life)) {
    const before: OrderRecord | null = record;
    const plain = joinedShortly(before, raw);
    const joined = joinedInGeneral(before, raw);
    if (plain !== null) {
      const isMore = before instanceof PlainOrder && plain.executions !== before.executions;
      short.push({ record: valuesOf(plain), added: isMore ? [plain.last] : [] });
      general.push({
        record: joined === null ? null : valuesOf(joined.record),
        added: joined?.change.added ?? [],
      });
    }
    if (joined === null) continue;
    record = plainForm(joined.record, MARKETS);
    short.push(
      { record: valuesOf(record), added: [] },
      { record: valuesOf(withSettled(record, SETTLED)), added: [] },
    );
    const settled = { ...inFull(joined.record), settled: SETTLED };
    general.push({ record: valuesOf(joined.record), added: [] }, { record: valuesOf(settled), added: [] });
    record = plain ?? record;
  }
  return { short, general };
}

/** The texts that records of an order's life are stored as, and what they would be without the way of plain ones. */
function textsOf(
  life: readonly Step[],
  caller: CallerWords,
  id: string,
): Record<'texts' | 'inGeneral', readonly string[]> {
  let record = begunBy(caller, id);
  const records: OrderRecord[] = [];
  for (const raw of reportsOf(life)) {
    const joined: OrderRecord | null = joinedInGeneral(record, { ...raw, id })?.record ?? null;
    if (joined === null) continue;
    record = plainForm(joined, MARKETS);
    records.push(record, withSettled(record, SETTLED));
  }
  const keys = [orderKey({ exchange: 'binance', symbol: 'BTCUSDT', id, clientOrderId: null }), 'another'];
  const each = keys.flatMap((key) => records.map((one) => ({ key, one })));
  return {
    texts: each.map(({ key, one }) => encodeOrder(key, one)),
    inGeneral: each.map(({ key, one }) => encodeInGeneral(key, one)),
  };
}

describe('the text of a plain order', () => {
  it('is that of its record in full', () => {
    fc.assert(
      fc.property(steps, callers, fc.constantFrom('1', '"', 'ä\\'), (life, caller, id) => {
        const { texts, inGeneral } = textsOf(life, caller, id);
        expect(texts).toEqual(inGeneral);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the short way of a report', () => {
  it('makes what the general way makes of it, or leaves it to that', () => {
    let taken = 0;
    fc.assert(
      fc.property(steps, callers, (life, caller) => {
        const { short, general } = outcomesOf(life, caller);
        expect(short).toEqual(general);
        taken += short.length;
      }),
      { numRuns: RUNS },
    );
    expect(taken).toBeGreaterThan(2 * RUNS);
  });

  it('is taken by what an exchange sends of an order that is accepted, amended and filled', () => {
    const begun = beginPlain(START, MARKETS) as PlainOrder;
    const amended = joinPlain(begun, { ...START, price: '101.0', timestamp: T + 1 }) as PlainOrder;
    const fill = { lastFilled: '4', lastFilledPrice: '100', tradeId: '1', fee: '0.1', feeCurrency: 'USDT', average: '100' };
    const partly = joinPlain(amended, { ...START, status: 'PARTIALLY_FILLED', filled: '4', ...fill, timestamp: T + 1 });
    const end = { ...START, status: 'FILLED', filled: '10', ...fill, lastFilled: '6', tradeId: '2', timestamp: T + 2 } as const;
    const filled = joinPlain(partly as PlainOrder, end) as PlainOrder;
    expect(filled).toMatchObject({ status: 'FILLED', filled: '10', reportedAt: T + 2, price: '100' });
    expect(joinPlain(filled, end)).toBeNull();
    const settled = withSettled(filled, SETTLED) as PlainOrder;
    expect([settled instanceof PlainSettled, settled.settled]).toEqual([true, SETTLED]);
    expect(joinPlain(settled, { ...end, filled: '11', lastFilled: '1', tradeId: '3', timestamp: T + 3 })).toBeNull();
    // A report of an order that is not filled would go the short way, which does not know what is settled.
    expect(withSettled(partly as PlainOrder, SETTLED)).not.toBeInstanceOf(PlainOrder);
  }); // prettier-ignore

  it.each([
    ['a field that no report has', { colour: 'red' }, 'is not a field'],
    ['a number for a decimal', { price: 100 }, 'must be a decimal'],
    ['an unknown status', { status: 'NEW' }, 'must be one of'],
    ['a fee without its currency', { fee: '1' }, 'needs its currency'],
    ['a fraction of a millisecond', { timestamp: T + 0.5 }, 'must be integer'],
    ['control characters', { clientOrderId: 'a\u0000' }, 'must not hold control'],
  ])('leaves %s to the general way, which refuses it', (_, says, reason) => {
    const raw = { ...START, timestamp: T + 1, ...says } as OrderUpdate;
    expect(beginPlain(raw, MARKETS)).toBeNull();
    expect(joinPlain(beginPlain(START, MARKETS) as PlainOrder, raw)).toBeNull();
    expect(() => checkUpdate(raw, null)).toThrow(reason);
  });
});
