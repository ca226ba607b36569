import { amountsFromPairs, amountsToPairs } from '../decimal/amounts.js';
import { addUnsigned, isSum } from '../decimal/fixed-point.js';
import { quoted } from '../stores/quoted.js';
import { makeExecution } from './execution.js';
import type { Execution, ExecutionWord, Liquidity } from './execution.js';
import { ExecutionRun } from './executions.js';
import { TimeCode } from './time-code.js';

/** Stands for the place directly behind the execution before. */
const NEXT = 1;
/** Stands for the currency of the execution before. */
const SAME = 1;
const LIQUIDITIES: readonly (Liquidity | null)[] = [null, 'MAKER', 'TAKER'];
/** Whether a trade told it. */
const BY_TRADE = 4;
/** Whether its span, cumulative fees, or several words follow. */
const HAS_MORE = 8;

/** Executions as one flat list of values. */
export function encodeExecutions(executions: readonly Execution[], time: TimeCode): unknown[] {
  const row: unknown[] = [];
  let reach = '0';
  let currency: string | null = null;
  for (const execution of executions) {
    const { tradeId, quantity, price, fee, feeCurrency, end, span, at, byTrade, liquidity, cumFees, words } =
      execution;
    const hasMore = cumFees !== null || words !== null || (span !== null && span !== quantity);
    row.push(
      tradeId ?? 0,
      quantity,
      price ?? 0,
      fee,
      feeCurrency !== null && feeCurrency === currency ? SAME : (feeCurrency ?? 0),
      end === null ? 0 : isNext(reach, quantity, end) ? NEXT : end,
      time.encode(at),
      LIQUIDITIES.indexOf(liquidity) + (byTrade ? BY_TRADE : 0) + (hasMore ? HAS_MORE : 0),
    );
    if (hasMore)
      row.push(
        span ?? 0,
        cumFees === null ? 0 : amountsToPairs(cumFees).flat(),
        (words ?? []).map((word) => wordRow(word, time)),
      );
    currency = feeCurrency ?? currency;
    if (end !== null) reach = end;
  }
  return row;
}

/**
 * The text of `encodeExecutions` without its brackets, of executions that one report each told of.
 *
 * @param reportedAt what their times are counted from (ms).
 * @returns null where another is among them.
 */
export function encodePlainExecutions(executions: readonly Execution[], reportedAt: number): string | null {
  let text = '';
  let reach = '0';
  let currency: string | null = null;
  for (const execution of executions) {
    const { tradeId, quantity, price, fee, feeCurrency, end, span, at, byTrade, liquidity, cumFees, words } =
      execution;
    const isPlain = !byTrade && at >= 0 && price !== null && end !== null && span === quantity;
    if (!isPlain || cumFees !== null || words !== null) return null;
    const isSame = feeCurrency !== null && feeCurrency === currency;
    text +=
      `${text === '' ? '' : ','}${tradeId === null ? 0 : quoted(tradeId)},"${quantity}","${price}",` +
      `${fee === null ? 'null' : `"${fee}"`},${isSame ? SAME : feeCurrency === null ? 0 : quoted(feeCurrency)},` +
      `${isNext(reach, quantity, end) ? NEXT : `"${end}"`},${at - reportedAt},${LIQUIDITIES.indexOf(liquidity)}`;
    currency = feeCurrency ?? currency;
    reach = end;
  }
  return text;
}

/** The inverse of `encodeExecutions`. @throws {TypeError} if it is not such a list. */
export function decodeExecutions(
  row: readonly unknown[],
  time: TimeCode,
  share: (text: string) => string,
): Execution[] {
  const executions: Execution[] = [];
  let reach = '0';
  let currency: string | null = null;
  for (let at = 0; at < row.length;) {
    const tradeId = textOr0(row[at++]);
    const quantity = decimal(row[at++]);
    const price = decimalOr0(row[at++]);
    const fee = row[at] === null ? null : decimal(row[at]);
    const coded = row[++at];
    const feeCurrency: string | null = coded === SAME ? currency : shared(textOr0(coded), share);
    const place = row[++at];
    const end = place === 0 ? null : place === NEXT ? sum(reach, quantity) : decimal(place);
    const told = time.decode(row[++at]);
    const flags = row[++at] as number;
    at++;
    let cumFees: Execution['cumFees'] = null;
    let words: Execution['words'] = null;
    let span = end === null ? null : quantity;
    if ((flags & HAS_MORE) !== 0) {
      span = decimalOr0(row[at++]);
      const amounts = row[at++];
      cumFees = amounts === 0 ? null : amountsFromPairs(pairs(amounts as string[]));
      const rows = row[at++] as unknown[][];
      words = rows.length === 0 ? null : rows.map((each) => wordFrom(each, time));
    }
    executions.push(
      makeExecution({
        byTrade: (flags & BY_TRADE) !== 0,
        at: told,
        quantity,
        price,
        fee,
        feeCurrency,
        liquidity: LIQUIDITIES[flags & 3] ?? null,
        tradeId,
        end,
        span,
        cumFees,
        words,
      }),
    );
    currency = feeCurrency ?? currency;
    if (end !== null) reach = end;
  }
  // A list that was added to keeps room for sixteen more, and there is one for each order.
  return executions.slice();
}

/** The payload of a sealed run of executions. */
export function encodeRun({ executions }: ExecutionRun): string {
  return JSON.stringify(encodeExecutions(executions, TimeCode.since(null)));
}

/** The inverse of `encodeRun`. @throws {TypeError} or {SyntaxError} if the payload is not what that writes. */
export function decodeRun(payload: string, share: (text: string) => string): ExecutionRun {
  const row: unknown = JSON.parse(payload);
  if (!Array.isArray(row)) throw new TypeError('it is no array');
  return new ExecutionRun(decodeExecutions(row, TimeCode.since(null), share));
}

function wordRow(
  { byTrade, at, quantity, price, fee, feeCurrency, liquidity }: ExecutionWord,
  time: TimeCode,
): unknown[] {
  return [
    byTrade ? 1 : 0,
    time.encode(at),
    quantity,
    price,
    fee,
    feeCurrency,
    LIQUIDITIES.indexOf(liquidity),
  ];
}

function wordFrom(
  [byTrade, at, quantity, price, fee, feeCurrency, liquidity]: unknown[],
  time: TimeCode,
): ExecutionWord {
  return {
    byTrade: byTrade === 1,
    at: time.decode(at),
    quantity: decimal(quantity),
    price: price === null ? null : decimal(price),
    fee: fee === null ? null : decimal(fee),
    feeCurrency: feeCurrency as string | null,
    liquidity: LIQUIDITIES[liquidity as number] ?? null,
  };
}

function isNext(reach: string, quantity: string, end: string): boolean {
  return reach === '0' ? quantity === end : isSum(reach, quantity, end);
}

function sum(reach: string, quantity: string): string {
  return reach === '0' ? quantity : addUnsigned(reach, quantity);
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function decimal(value: unknown): string {
  if (typeof value !== 'string' || !DECIMAL.test(value))
    throw new TypeError('a figure of an execution is not a decimal');
  return value;
}

function decimalOr0(value: unknown): string | null {
  return value === 0 ? null : decimal(value);
}

function textOr0(value: unknown): string | null {
  if (value === 0) return null;
  if (typeof value !== 'string') throw new TypeError('a name of an execution is not a text');
  return value;
}

function shared(text: string | null, share: (text: string) => string): string | null {
  return text === null ? null : share(text);
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, at) => [
    flat[2 * at] as string,
    decimal(flat[2 * at + 1]),
  ]);
}
