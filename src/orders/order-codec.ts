import { amountsFromPairs, amountsToPairs } from '../decimal/amounts.js';
import type { Amounts } from '../decimal/amounts.js';
import { exactText, fromExactText, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import { costDigits } from '../ledger/contract-cost.js';
import type { CumulativeFees, CumulativePoint, Evidence } from '../ledger/evidence.js';
import { Executions } from '../ledger/executions.js';
import type { ExecutionRun } from '../ledger/executions.js';
import { decodeExecutions, encodeExecutions } from '../ledger/execution-codec.js';
import { TimeCode } from '../ledger/time-code.js';
import { RowReader } from '../stores/row-reader.js';
import type { SettledPlace } from '../ledger/settled-place.js';
import { callerFrom, callerRow } from './caller-row.js';
import { POSITION_SIDE_CODES, SIDE_CODES, STATUS_CODES } from './order-codes.js';
import { FACT_FIELDS } from './order-facts.js';
import type { OrderFacts, Stamp, StampedFacts } from './order-facts.js';
import { NO_FIGURES } from './order-figures.js';
import { namesOfKey, orderKey } from './order-key.js';
import { NO_CALLER, NO_NAMES, NO_SETTLED } from './order-record.js';
import type { OrderRecord, SettledFills } from './order-record.js';
import { encodePlain } from './plain-codec.js';
import { PlainOrder } from './plain-order.js';
import type { EndStatus, StatusWords, TypeWord } from './status-words.js';

/** Stands for an id that is the one in the key. */
const AS_IN_KEY = 1;
/** Added to the code of a side that no message told. */
const UNTOLD = 2;
/** Stands for what another field says already. */
const SAME = 1;

/**
 * The payload of an order as it is stored: a JSON array of its fields without their names, without what the key says already, and
 * without the last ones where they say nothing. What follows from the others is not stored, and neither are sealed runs of executions, which
 * are records of their own.
 *
 * @param key that it is stored under (see `orderKey`).
 */
export function encodeOrder(key: string, record: OrderRecord): string {
  return (record instanceof PlainOrder ? encodePlain(key, record) : null) ?? encodeInGeneral(key, record);
}

/** `encodeOrder` of any record. */
export function encodeInGeneral(key: string, record: OrderRecord): string {
  const { facts, words, evidence, caller } = record;
  const time = TimeCode.since(record.reportedAt);
  const row: unknown[] = [
    record.id !== null && key === orderKey(record) ? AS_IN_KEY : (record.id ?? 0),
    record.reportedAt,
    record.clientOrderId ?? 0,
    SIDE_CODES.codeOf(record.side) + (record.isSideTold ? 0 : UNTOLD),
    POSITION_SIDE_CODES.codeOf(record.positionSide) * 2 + (record.legFrom === 'report' ? 1 : 0),
    time.encode(facts.at),
    facts.filled,
    facts.rank,
    facts.type ?? 0,
    facts.timeInForce ?? 0,
    facts.price ?? 0,
    facts.amount ?? 0,
    facts.reduceOnly === null ? 2 : facts.reduceOnly ? 1 : 0,
    words.filledAt === null ? null : time.encode(words.filledAt),
    typesRow(words.types, facts.type, time),
    evidence.isExplained ? 1 : evidence.isEndExplained ? 2 : 0,
    evidence.executions.runs.length,
    encodeExecutions(evidence.executions.recent, time),
    pointsRow(evidence.points, time),
    feesRow(evidence.cumFees, time),
    callerRow(caller),
    facts.reason ?? 0,
    record.formerIds,
    record.formerClientIds,
    record.replaces ?? 0,
    facts.clientOrderId === record.clientOrderId ? SAME : (facts.clientOrderId ?? 0),
    olderRow(facts, time),
    bustsRow(evidence.busts, time),
    settledRows(record.settled),
    facts.told ?? 0,
  ];
  let { length } = row;
  while (length > REQUIRED && isNothing(row[length - 1], NOTHING[length - 1 - REQUIRED])) length--;
  row.length = length;
  return JSON.stringify(row);
}

/** How many fields each row has; those behind them are left out where they say nothing. */
const REQUIRED = 19;
const NO_LIST = '[]';
/** What the last fields are where they say nothing. */
const NOTHING: readonly unknown[] = [0, 0, 0, NO_LIST, NO_LIST, 0, SAME, 0, NO_LIST, NO_LIST, 0];

/** How many sealed runs of executions an order has, told from its payload; and the order with them. */
export interface DecodedOrder {
  readonly runs: number;
  /** The time of the exchange's latest report (ms); null before the first. */
  readonly reportedAt: number | null;
  /** @returns the order, without the figures that follow from its evidence. */
  complete(runs: readonly ExecutionRun[]): OrderRecord;
}

/**
 * The inverse of `encodeOrder`.
 *
 * @param share makes equal names of exchanges and symbols one.
 * @throws {TypeError} or {SyntaxError} if the payload is not what that writes.
 */
export function decodeOrder(
  key: string,
  payload: string,
  share: (text: string) => string = asIs,
): DecodedOrder {
  const row = new RowReader(payload);
  const place = namesOfKey(key, share);
  const id = row.is(AS_IN_KEY) ? place.id : row.optionalText('id');
  const reportedAt = row.optionalInteger('reportedAt');
  const time = TimeCode.since(reportedAt);
  const clientOrderId = row.optionalText('clientOrderId');
  const sideCode = row.integer('side');
  const isSideTold = sideCode < UNTOLD;
  const side = SIDE_CODES.nameOf(isSideTold ? sideCode : sideCode - UNTOLD, 'side');
  const leg = row.integer('leg');
  const positionSide = POSITION_SIDE_CODES.nameOf(leg >> 1, 'positionSide');
  const stamp = stampFrom(row, time);
  const type = shared(row.optionalText('type'), share);
  const timeInForce = shared(row.optionalText('timeInForce'), share);
  const price = row.optionalDecimal('price');
  const amount = row.optionalDecimal('amount');
  const reduceOnly = [false, true, null][row.integer('reduceOnly')] ?? null;
  const words = wordsFrom(row, type, time, share);
  const explained = row.integer('explained');
  const isExplained = explained === 1;
  const isEndExplained = explained > 0;
  const runs = row.integer('runs');
  const recent = decodeExecutions(row.list('executions'), time, share);
  const points = pointsFrom(row.list('points'), time);
  const cumFees = row.isAtEnd ? null : feesFrom(row.listOr0('cumFees'), time);
  const caller = row.isAtEnd ? NO_CALLER : callerFrom(row.listOr0('caller'));
  const reason = row.isAtEnd ? null : row.optionalText('reason');
  const formerIds = row.isAtEnd ? NO_NAMES : row.texts('formerIds');
  const formerClientIds = row.isAtEnd ? NO_NAMES : row.texts('formerClientIds');
  const replaces = row.isAtEnd ? null : row.optionalText('replaces');
  const toldClientId = row.isAtEnd || row.is(SAME) ? clientOrderId : row.optionalText('facts.clientOrderId');
  const older = row.isAtEnd ? null : olderFrom(row.listOr0('older'), time);
  const busts = row.isAtEnd ? NO_BUSTS : bustsFrom(row.list('busts'), time);
  const settled = row.isAtEnd ? NO_SETTLED : settledFrom(row.list('settled'));
  const told = row.isAtEnd ? null : (row.listOr0('told') as readonly string[] | null);
  row.end();
  const facts: StampedFacts = {
    clientOrderId: toldClientId,
    type,
    timeInForce,
    price,
    amount,
    reduceOnly,
    reason,
    at: stamp.at,
    filled: stamp.filled,
    rank: stamp.rank,
    older,
    told,
  };
  return {
    runs,
    reportedAt,
    complete: (sealed) => ({
      exchange: place.exchange,
      symbol: place.symbol,
      id,
      clientOrderId,
      formerIds,
      formerClientIds,
      replaces,
      side,
      isSideTold,
      positionSide,
      legFrom: leg % 2 === 1 ? 'report' : 'assumed',
      facts,
      words,
      evidence: {
        executions: new Executions(sealed, recent),
        points,
        isExplained,
        isEndExplained,
        cumFees,
        busts,
      },
      caller,
      reportedAt,
      settled,
      status: 'ACCEPTED',
      filled: NO_FIGURES.filled,
      average: NO_FIGURES.average,
      last: NO_FIGURES.last,
      fees: NO_FIGURES.fees,
      fills: NO_FIGURES.fills,
    }),
  };
}

const NO_BUSTS: Evidence['busts'] = Object.freeze([]);

function stampFrom(row: RowReader, time: TimeCode): Stamp {
  return {
    at: time.decode(row.value('stamp.at')),
    filled: row.decimal('stamp.filled'),
    rank: row.integer('stamp.rank'),
  };
}

/** Of each type: the type, since when, the latest ACCEPTED and the latest end; what is missing is null. */
function typesRow(types: StatusWords['types'], latest: string | null, time: TimeCode): unknown[] {
  const row: unknown[] = [];
  for (const { type, since, acceptedAt, endAt, endStatus } of types)
    row.push(
      type === latest ? SAME : type,
      time.encode(since),
      acceptedAt === null ? null : time.encode(acceptedAt),
      endAt === null ? null : time.encode(endAt),
      endStatus === null ? null : STATUS_CODES.codeOf(endStatus),
    );
  return row;
}

function wordsFrom(
  row: RowReader,
  latest: string | null,
  time: TimeCode,
  share: (text: string) => string,
): StatusWords {
  const timeIn = (value: unknown): number | null => (value === null ? null : time.decode(value));
  const filledAt = timeIn(row.value('filledAt'));
  const list = row.list('types');
  const typeAt = (at: number): TypeWord => {
    const [type, endStatus] = [list[at], list[at + 4]];
    return {
      type: type === SAME ? latest : shared(type as string | null, share),
      since: time.decode(list[at + 1]),
      acceptedAt: timeIn(list[at + 2]),
      endAt: timeIn(list[at + 3]),
      endStatus: endStatus === null ? null : (STATUS_CODES.nameOf(endStatus as number, 'end') as EndStatus),
    };
  };
  return { filledAt, types: inTurn(list, 5, typeAt) };
}

function pointsRow(points: readonly CumulativePoint[], time: TimeCode): unknown[] {
  const row: unknown[] = [];
  for (const { filled, average, averageDigits, cumFees, first, last, namesLast } of points)
    row.push(
      filled,
      average ?? 0,
      averageDigits * 2 + (namesLast ? 1 : 0),
      time.encode(first),
      last === first ? null : time.encode(last),
      cumFees === null ? 0 : amountsToPairs(cumFees).flat(),
    );
  return row;
}

function pointsFrom(list: readonly unknown[], time: TimeCode): CumulativePoint[] {
  return inTurn(list, 6, (at) => {
    const [average, digits, last, cumFees] = [
      list[at + 1],
      list[at + 2] as number,
      list[at + 4],
      list[at + 5],
    ];
    const first = time.decode(list[at + 3]);
    return {
      filled: decimalIn(list[at]),
      average: average === 0 ? null : decimalIn(average),
      averageDigits: digits >> 1,
      cumFees: cumFees === 0 ? null : amountsIn(cumFees),
      first,
      last: last === null ? first : time.decode(last),
      namesLast: digits % 2 === 1,
    };
  });
}

function feesRow(fees: CumulativeFees | null, time: TimeCode): unknown {
  return fees === null ? 0 : [fees.filled, time.encode(fees.at), ...amountsToPairs(fees.amounts).flat()];
}

function feesFrom(list: readonly unknown[] | null, time: TimeCode): CumulativeFees | null {
  if (list === null) return null;
  const [filled, at, ...amounts] = list;
  return { filled: decimalIn(filled), at: time.decode(at), amounts: amountsIn(amounts) };
}

function olderRow({ older }: StampedFacts, time: TimeCode): unknown {
  if (older === null) return 0;
  return Array.from(older, ([field, stamp]) => [
    FACT_FIELDS.indexOf(field),
    time.encode(stamp.at),
    stamp.filled,
    stamp.rank,
  ]).flat();
}

function olderFrom(list: readonly unknown[] | null, time: TimeCode): StampedFacts['older'] {
  if (list === null) return null;
  return new Map(
    inTurn(list, 4, (at): [keyof OrderFacts, Stamp] => [
      FACT_FIELDS[list[at] as number] as keyof OrderFacts,
      { at: time.decode(list[at + 1]), filled: decimalIn(list[at + 2]), rank: list[at + 3] as number },
    ]),
  );
}

function bustsRow(busts: Evidence['busts'], time: TimeCode): readonly unknown[] {
  return busts.length === 0 ? busts : busts.flatMap(({ tradeId, at }) => [tradeId, time.encode(at)]);
}

function bustsFrom(list: readonly unknown[], time: TimeCode): Evidence['busts'] {
  return inTurn(list, 2, (at) => ({ tradeId: list[at] as string, at: time.decode(list[at + 1]) }));
}

function settledRows(settled: readonly SettledFills[]): readonly unknown[] {
  return settled.length === 0 ? settled : settled.flatMap(settledRow);
}

function settledRow({ positionSide, epoch, quantity, cost, fees, upTo, moved }: SettledFills): unknown[] {
  return [
    POSITION_SIDE_CODES.codeOf(positionSide),
    upTo === null && moved.length === 0 ? epoch : [epoch, placeRow(upTo), ...moved],
    exactText(quantity, SCALE),
    exactText(cost, SETTLED_DIGITS),
    amountsToPairs(fees).flat(),
  ];
}

/** Costs of inverse contracts have the most digits; those of others fit in. */
const SETTLED_DIGITS = costDigits('inverse');

function settledFrom(list: readonly unknown[]): SettledFills[] {
  return inTurn(list, 5, (at) => {
    const epoch = list[at + 1];
    return {
      positionSide: POSITION_SIDE_CODES.nameOf(list[at] as number, 'settled'),
      epoch: (Array.isArray(epoch) ? epoch[0] : epoch) as number,
      quantity: toFixedPoint(decimalIn(list[at + 2])),
      cost: fromExactText(decimalIn(list[at + 3]), SETTLED_DIGITS),
      fees: amountsIn(list[at + 4]),
      upTo: Array.isArray(epoch) ? placeFrom(epoch[1] as readonly unknown[] | null) : null,
      moved: Array.isArray(epoch) ? (epoch.slice(2) as string[]) : [],
    };
  });
}

function placeRow(place: SettledPlace | null): readonly unknown[] | null {
  return place === null ? null : [place.at, place.kind, place.id, place.order, place.end];
}

function placeFrom(row: readonly unknown[] | null): SettledPlace | null {
  if (row === null) return null;
  const [at, kind, id, order, end] = row;
  return { at, kind, id, order, end } as SettledPlace;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function decimalIn(value: unknown): string {
  if (typeof value !== 'string' || !DECIMAL.test(value)) throw new TypeError('a figure is not a decimal');
  return value;
}

function amountsIn(value: unknown): Amounts {
  if (!Array.isArray(value)) throw new TypeError('amounts are not a list');
  return amountsFromPairs(inTurn(value, 2, (at) => [value[at] as string, decimalIn(value[at + 1])] as const));
}

/** What is read of a list that holds so many values of each thing, one after the other. @param read is given where those of one begin. */
function inTurn<T>(list: readonly unknown[], each: number, read: (at: number) => T): T[] {
  if (list.length % each !== 0) throw new TypeError(`a list does not hold ${each} values in turn`);
  // Nearly all hold one. A list that is added to would keep room for sixteen more.
  if (list.length === each) return [read(0)];
  return Array.from({ length: list.length / each }, (_, at) => read(at * each));
}

function isNothing(value: unknown, nothing: unknown): boolean {
  return nothing === NO_LIST ? (value as readonly unknown[]).length === 0 : value === nothing;
}

function shared(text: string | null, share: (text: string) => string): string | null {
  return text === null ? null : share(text);
}

function asIs(text: string): string {
  return text;
}
