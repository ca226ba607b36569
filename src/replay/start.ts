import { divideHalfEven, fromFixedPoint, magnitude, SCALE, toFixedPoint } from '../decimal/fixed-point.js';
import type { OrderUpdate } from '../orders/order.js';
import { checkUpdate } from '../orders/update-check.js';
import { habitsOf } from './exchange-habits.js';
import { signed } from './filled-amounts.js';
import { legKey, legOfOrder, legOfPosition, orderName } from './leg.js';
import type { Leg } from './replay-target.js';
import { roundHalfUp } from './rounding.js';
import type { OrderLine, PositionLine, StreamLine } from './stream.js';

/** What was held when a recording began. */
export interface Start {
  readonly signedAmount: string;
  readonly price: string;
  /** What its exchange said had been realized by then, in its own way of counting; null if that is not known. */
  readonly realizedPnl: string | null;
}

const FLAT: Start = { signedAmount: '0', price: '0', realizedPnl: null };

/**
 * What was held of a leg when the recording began, as its first position message tells: that, less what the recording filled up
 * to then. Null if no message tells.
 */
export function startTold(lines: readonly StreamLine[], leg: Leg): Start | null {
  const key = legKey(leg);
  const at = lines.findIndex((line) => line.kind === 'position' && legKey(legOfPosition(line)) === key);
  const message = lines[at] as PositionLine | undefined;
  if (message === undefined || message.position.entryPrice === null) return null;
  const filled = totalOf(fillsUpTo(lines, at, key));
  const held = toFixedPoint(message.position.signedAmount);
  const before = held - filled.quantity;
  if (before === 0n) return FLAT;
  const entry = toFixedPoint(message.position.entryPrice);
  const added = filled.quantity !== 0n && before > 0n === filled.quantity > 0n;
  const price = added ? divideHalfEven(held * entry - filled.cost, before) : entry;
  const [digits = SCALE] = habitsOf(leg.exchange).entryDigits.slice(-1);
  return {
    signedAmount: fromFixedPoint(before),
    price: fromFixedPoint(roundHalfUp(price, digits)),
    realizedPnl: null,
  };
}

/** The order that brings a scope to where a recording began: one of its own, so that it counts once however often it is sent. */
export function startOrder(recording: string, leg: Leg, start: Start, like: OrderUpdate): OrderUpdate {
  const amount = fromFixedPoint(magnitude(toFixedPoint(start.signedAmount)));
  return {
    exchange: leg.exchange,
    symbol: leg.symbol,
    id: `replay-start ${recording}`,
    status: 'FILLED',
    side: start.signedAmount.startsWith('-') ? 'SELL' : 'BUY',
    type: 'MARKET',
    amount,
    filled: amount,
    average: start.price,
    lastFilled: amount,
    lastFilledPrice: start.price,
    cumFees: {},
    contractSize: like.contractSize ?? null,
    timestamp: like.timestamp ?? null,
  };
}

/** The order lines of a leg whose fills a position message has in it. */
function fillsUpTo(lines: readonly StreamLine[], at: number, key: string): OrderLine[] {
  const ofLeg = (some: readonly StreamLine[]) =>
    some.filter(
      (line): line is OrderLine =>
        line.kind === 'order' && legKey(legOfOrder(line)) === key && isReadable(line.update),
    );
  const before = ofLeg(lines.slice(0, at)).filter(({ update }) => isAboveZero(update.filled));
  const message = lines[at] as PositionLine;
  if (habitsOf(message.exchange).positionsTell === 'as-it-comes') return before;
  const explained = message.isOfFill
    ? ofLeg(lines.slice(at)).find(({ update }) => isAboveZero(update.lastFilled))
    : undefined;
  return explained === undefined ? before : [...before, explained];
}

function isAboveZero(amount: string | null | undefined): boolean {
  return amount != null && /[1-9]/.test(amount);
}

/** Whether an update is one at all; what is not, the cache will reject. */
function isReadable(update: OrderUpdate): boolean {
  try {
    checkUpdate(update, null);
    return true;
  } catch {
    return false;
  }
}

/** What the orders of these lines filled altogether, by their cumulative figures: lines may come twice or late. */
function totalOf(fills: readonly OrderLine[]): { readonly quantity: bigint; readonly cost: bigint } {
  const latest = new Map<string, OrderUpdate>();
  for (const { update } of fills) {
    const known = latest.get(orderName(update));
    if (known === undefined || toFixedPoint(update.filled) > toFixedPoint(known.filled))
      latest.set(orderName(update), update);
  }
  let [quantity, cost] = [0n, 0n];
  for (const update of latest.values()) {
    const filled = signed(toFixedPoint(update.filled), update);
    quantity += filled;
    cost += filled * toFixedPoint(update.average ?? update.lastFilledPrice ?? '0');
  }
  return { quantity, cost };
}
