import { mapList, mapRows } from '../map-rows.js';
import type { Mapped } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import { mapBybitBalance } from './bybit-balance.js';
import { mapBybitExecution } from './bybit-execution.js';
import { mapBybitInstrument } from './bybit-instrument.js';
import { BYBIT } from './bybit-market.js';
import type { BybitCategory } from './bybit-market.js';
import type { BybitWallet } from './bybit-messages.js';
import { mapBybitOrder } from './bybit-order.js';
import { mapBybitPosition } from './bybit-position.js';

/** Rows of one kind, and what their message tells beside them. */
export interface BybitRows {
  readonly rows: readonly unknown[];
  /** Where in the message they stand. */
  readonly place: string;
  /** Of rows that do not tell it themselves. */
  readonly category: BybitCategory;
  /** When the message was made (ms). */
  readonly timestamp: number | null;
  /** Whether the account is in hedge mode, as far as one says so. */
  readonly hedged: boolean;
}

/** The account of wallets that name none. */
const ACCOUNT = 'UNIFIED';

export function bybitOrders({ rows, place, category }: BybitRows): Mapped[] {
  const map = (row: unknown, at: string): ReturnType<typeof mapBybitOrder> =>
    mapBybitOrder(row, at, category);
  return mapRows(rows, place, map, (updates) => ({ kind: 'orders', updates }));
}

export function bybitExecutions({ rows, place, category, hedged }: BybitRows): Mapped[] {
  const map = (row: unknown, at: string): ReturnType<typeof mapBybitExecution> =>
    mapBybitExecution(row, at, category, hedged);
  return mapRows(rows, place, map, (told) => {
    const trades = told.flatMap((each) => (each.kind === 'trade' ? [each.trade] : []));
    const adjustments = told.flatMap((each) => (each.kind === 'funding' ? [each.adjustment] : []));
    return [
      ...(trades.length === 0 ? [] : [{ kind: 'trades', trades } as const]),
      ...(adjustments.length === 0 ? [] : [{ kind: 'adjustments', adjustments } as const]),
    ];
  });
}

export function bybitPositions({ rows, place }: BybitRows): Mapped[] {
  return mapRows(rows, place, mapBybitPosition, (positions) => ({
    kind: 'positions',
    exchange: BYBIT,
    positions,
  }));
}

export function bybitWallets({ rows, place, timestamp }: BybitRows): Mapped[] {
  return rows.flatMap((row, at) => {
    const map = (coin: unknown, coinPlace: string): ReturnType<typeof mapBybitBalance> =>
      mapBybitBalance(coin, coinPlace, accountOf(row, `${place}[${at}]`), timestamp);
    return mapList(row, 'coin', `${place}[${at}]`, (coins, coinsPlace) =>
      mapRows(coins, coinsPlace, map, (balances) => ({ kind: 'balances', balances })),
    );
  });
}

export function bybitInstruments({ rows, place }: BybitRows): Mapped[] {
  return mapRows(rows, place, mapBybitInstrument, (instruments) => ({ kind: 'instruments', instruments }));
}

function accountOf(row: unknown, place: string): string {
  return new MessageRow<keyof BybitWallet>(row, place).text('accountType') ?? ACCOUNT;
}
