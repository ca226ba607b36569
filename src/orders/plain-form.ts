import type { CumulativePoint } from '../ledger/evidence.js';
import { STRETCH } from '../ledger/execution.js';
import type { Execution } from '../ledger/execution.js';
import { STATUS_RANK } from './order-facts.js';
import type { Markets } from './order-market.js';
import type { OrderRecord } from './order-record.js';
import { FARTHEST, PlainEnded, PlainFilled, PlainOrder, PlainUnfilled } from './plain-order.js';
import { plainTerms } from './plain-terms.js';
import type { TypeWord } from './status-words.js';

/**
 * The short form of a record, where it has one: `inFull` makes the same of it.
 *
 * @param markets have the texts that their orders share.
 */
export function plainForm(record: OrderRecord, markets: Markets): OrderRecord {
  if (record instanceof PlainOrder || !saysNothingElse(record)) return record;
  const { facts, words, evidence } = record;
  const { types, filledAt } = words;
  const { points, executions } = evidence;
  const word = types[0];
  const point = points[0];
  if (types.length !== 1 || points.length !== 1 || word === undefined || point === undefined) return record;
  if (!isOfOneTime(record, word, point)) return record;
  const { recent } = executions;
  const { rank } = facts;
  const isFilled = filledAt !== null;
  if (isFilled !== (rank === STATUS_RANK.FILLED)) return record;
  const start = (): PlainUnfilled => startOf(record, word, point, markets);
  const { endStatus } = word;
  const accepted = word.acceptedAt as number;
  if (recent.length === 0) {
    if (point.filled !== '0' || point.first !== word.since) return record;
    if (endStatus === null)
      return accepted === point.last && rank === STATUS_RANK.ACCEPTED ? start() : record;
    if (word.endAt !== point.last || rank !== STATUS_RANK[endStatus]) return record;
    const unfilled = start();
    const { price, amount, latest, terms } = unfilled;
    return new PlainEnded(unfilled, price, amount, latest, accepted - terms.base, endStatus);
  }
  if (endStatus !== null) return record;
  if (isFilled && filledAt !== point.last) return record;
  if (!isFilled && rank !== STATUS_RANK.ACCEPTED && rank !== STATUS_RANK.PARTIALLY_FILLED) return record;
  const last = recent[recent.length - 1] as Execution;
  if (!evidence.isExplained || last.end !== point.filled || record.last !== last) return record;
  const { average, averageDigits } = point;
  if (!point.namesLast || point.first !== point.last || average === null || record.average !== average)
    return record;
  const unfilled = start();
  const { price, amount, latest, terms } = unfilled;
  const since = accepted - terms.base;
  return new PlainFilled(unfilled, price, amount, latest, since, recent, average, averageDigits, rank);
}

function startOf(
  record: OrderRecord,
  { since }: TypeWord,
  { last, namesLast }: CumulativePoint,
  markets: Markets,
): PlainUnfilled {
  const { exchange, symbol, id, clientOrderId, side, positionSide, legFrom, facts, caller } = record;
  const { type, timeInForce, reduceOnly, price, amount } = facts;
  const first = since % STRETCH;
  const base = since - first;
  const terms = plainTerms(side, positionSide, legFrom, type, timeInForce, reduceOnly, namesLast, base);
  const market = markets.at(exchange, symbol);
  return new PlainUnfilled(
    market,
    id as string,
    clientOrderId,
    terms,
    price,
    amount,
    first,
    last - base,
    caller,
  );
}

/** Whether all that the short form has no place for is as it is where nobody told of it. */
function saysNothingElse(record: OrderRecord): boolean {
  const { id, clientOrderId, formerIds, formerClientIds, replaces, isSideTold, facts, evidence, caller } =
    record;
  return (
    id !== null &&
    formerIds.length === 0 &&
    formerClientIds.length === 0 &&
    replaces === null &&
    isSideTold &&
    record.settled.length === 0 &&
    record.fees === null &&
    record.fills === null &&
    caller.cancel === null &&
    facts.clientOrderId === clientOrderId &&
    facts.reason === null &&
    facts.older === null &&
    facts.told === null &&
    evidence.cumFees === null &&
    evidence.busts.length === 0 &&
    evidence.executions.runs.length === 0
  );
}

/** Whether the latest report told all, and none before it came out of turn. */
function isOfOneTime({ facts, reportedAt }: OrderRecord, word: TypeWord, point: CumulativePoint): boolean {
  const { since, acceptedAt } = word;
  if (reportedAt === null || facts.at !== reportedAt || point.last !== reportedAt) return false;
  if (since <= 0 || acceptedAt === null || acceptedAt < since || acceptedAt > reportedAt) return false;
  return (
    word.type === facts.type &&
    point.cumFees === null &&
    point.filled === facts.filled &&
    reportedAt - since + STRETCH <= FARTHEST
  );
}
