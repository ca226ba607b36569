import type { Fill } from '../ledger/fill.js';

export const CSV_MEDIA_TYPE = 'text/csv; charset=utf-8; header=present';

type Column = readonly [name: string, cell: (fill: Fill) => string];

const COLUMNS: readonly Column[] = [
  ['exchange', ({ exchange }) => quoted(exchange)],
  ['symbol', ({ symbol }) => quoted(symbol)],
  ['positionSide', ({ positionSide }) => positionSide],
  ['side', ({ side }) => side],
  ['orderId', ({ orderId }) => quoted(orderId)],
  ['clientOrderId', ({ clientOrderId }) => quoted(clientOrderId)],
  ['tradeId', ({ tradeId }) => quoted(tradeId)],
  ['quantity', ({ quantity }) => quantity],
  ['price', ({ price }) => price],
  ['fees', ({ fees }) => quoted(JSON.stringify(fees))],
  ['feesKnown', ({ feesKnown }) => plain(feesKnown)],
  ['liquidity', ({ liquidity }) => plain(liquidity)],
  ['inferred', ({ inferred }) => plain(inferred)],
  ['estimated', ({ estimated }) => plain(estimated)],
  ['timestamp', ({ timestamp }) => plain(timestamp)],
  ['realizedPnl', ({ realizedPnl }) => realizedPnl],
  ['signedAmountAfter', ({ after }) => after.signedAmount],
  ['entryPriceAfter', ({ after }) => after.entryPrice],
  ['settled', ({ settled }) => plain(settled)],
];

/**
 * Fills as CSV (RFC 4180), a header row first. What is null is empty. Names and ids are quoted, each as it is: an importer that reads
 * quoted fields as text keeps all digits of an id, and takes none for a formula. An id that is changed would be another id.
 */
export function fillsCsv(fills: readonly Fill[]): string {
  const rows = [COLUMNS.map(([name]) => name), ...fills.map((fill) => COLUMNS.map(([, cell]) => cell(fill)))];
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}

function quoted(text: string | null): string {
  return text === null ? '' : `"${text.replaceAll('"', '""')}"`;
}

function plain(cell: string | number | boolean | null): string {
  return cell === null ? '' : String(cell);
}
