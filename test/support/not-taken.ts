import { checkInstrument } from '../../src/instruments/check-instrument.js';
import type { Mapped, MappedBalance } from '../../src/exchanges/mapped.js';
import { checkUpdate } from '../../src/orders/update-check.js';
import { checkAdjustment } from '../../src/positions/adjustment.js';
import { checkTrade } from '../../src/orders/trade.js';
import { checkPositions } from '../../src/reconciliation/check-snapshot.js';

const DECIMAL = /^-?(0|[1-9]\d{0,17})(\.\d{1,18})?$/;
const NAME = /^[^\p{Cc}]+$/u;

/** What of a mapper's result the cache would not take, and every number in it that is no whole millisecond. */
export function notTaken(told: readonly Mapped[]): string[] {
  if (told.length === 0) return ['nothing was told'];
  return told.flatMap((mapped) => {
    try {
      return [...faultsOf(mapped), ...numbersIn(mapped)];
    } catch (error) {
      return [`${(error as Error).message} ${JSON.stringify(mapped)}`];
    }
  });
}

/** @throws whatever the cache says of what it refuses. */
function faultsOf(mapped: Mapped): string[] {
  switch (mapped.kind) {
    case 'orders':
      return checked(mapped.updates, (update) => checkUpdate(update, null));
    case 'trades':
      return checked(mapped.trades, (trade) => checkTrade(trade));
    case 'positions':
      return checked(mapped.positions, (position) => checkPositions(mapped.exchange, [position]));
    case 'adjustments':
      return checked(mapped.adjustments, checkAdjustment);
    case 'instruments':
      return checked(mapped.instruments, checkInstrument);
    case 'balances':
      return [...checked(mapped.balances, () => undefined), ...mapped.balances.flatMap(balanceFaults)];
    case 'invalid':
      return mapped.field === '' || mapped.reason === '' ? ['a fault without field or reason'] : [];
    case 'ignored':
      return mapped.reason === '' ? ['ignored without a reason'] : [];
    case 'unknown':
      return [];
  }
}

function checked<T>(rows: readonly T[], check: (row: T) => unknown): string[] {
  rows.forEach((row) => check(row));
  return rows.length === 0 ? ['a result without rows'] : [];
}

function balanceFaults({ exchange, account, asset, free, locked, total }: MappedBalance): string[] {
  const names = [exchange, account, asset].filter((name) => !NAME.test(name));
  const amounts = [free, locked, total].filter((amount) => amount !== null && !DECIMAL.test(amount));
  return [...names, ...amounts].map((wrong) => `balance: ${wrong}`);
}

function numbersIn(mapped: Mapped): string[] {
  const found: string[] = [];
  // What is unknown is handed back as it came.
  if (mapped.kind === 'unknown') return found;
  JSON.stringify(mapped, (field, value: unknown) => {
    if (typeof value === 'number' && !(field === 'timestamp' && Number.isSafeInteger(value)))
      found.push(`${field} is the number ${value}`);
    return value;
  });
  return found;
}
