import { encodePlainExecutions } from '../ledger/execution-codec.js';
import { quoted } from '../stores/quoted.js';
import { callerRow } from './caller-row.js';
import { POSITION_SIDE_CODES, SIDE_CODES, STATUS_CODES } from './order-codes.js';
import type { CallerWords } from './order-record.js';
import { PlainEnded, PlainFilled } from './plain-order.js';
import type { PlainOrder } from './plain-order.js';

/**
 * The payload of a plain order, as `encodeOrder` writes it: made as text at once, without the lists that it tells of.
 *
 * @returns null where it has something that only few have.
 */
export function encodePlain(key: string, order: PlainOrder): string | null {
  const { market, id, clientOrderId, terms, price, amount, first, latest, accepted, caller, rank } = order;
  if (order.settled.length > 0) return null;
  const { side, positionSide, legFrom, type, timeInForce, reduceOnly, namesLast } = terms;
  const executions = encodePlainExecutions(order.executions, order.reportedAt);
  if (executions === null) return null;
  const { place } = market;
  const isInKey = key.length === place.length + id.length && key.startsWith(place) && key.endsWith(id);
  const leg = POSITION_SIDE_CODES.codeOf(positionSide) * 2 + (legFrom === 'report' ? 1 : 0);
  const since = first - latest;
  const filled = order instanceof PlainFilled ? order : null;
  const end = order instanceof PlainEnded ? `0,${STATUS_CODES.codeOf(order.status)}` : 'null,null';
  const point =
    filled === null
      ? `"0",0,${namesLast ? 1 : 0},${since},${since === 0 ? 'null' : 0},0`
      : `"${filled.filled}","${filled.average}",${filled.averageDigits * 2 + 1},0,null,0`;
  return (
    `[${isInKey ? 1 : quoted(id)},${order.reportedAt},${clientOrderId === null ? 0 : quoted(clientOrderId)},` +
    `${SIDE_CODES.codeOf(side)},${leg},0,"${order.filled}",${rank},` +
    `${type === null ? 0 : quoted(type)},${timeInForce === null ? 0 : quoted(timeInForce)},` +
    `${price === null ? 0 : `"${price}"`},${amount === null ? 0 : `"${amount}"`},` +
    `${reduceOnly === null ? 2 : reduceOnly ? 1 : 0},${order.status === 'FILLED' ? 0 : 'null'},` +
    `[1,${since},${accepted - latest},${end}],${filled === null ? 0 : 1},0,[${executions}],[${point}]${callerText(caller)}]`
  );
}

/** With the fees that stand before it; nothing where the caller said nothing. */
function callerText(caller: CallerWords): string {
  const row = callerRow(caller);
  return row === 0 ? '' : `,0,${JSON.stringify(row)}`;
}
