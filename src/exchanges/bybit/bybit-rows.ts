import { mapList, mapRows } from '../map-rows.js';
import type { Mapped } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
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
  readonly read: FieldReader;
  /** Of rows that do not tell it themselves. */
  readonly category: BybitCategory;
  /** When the message was made (ms). */
  readonly timestamp: number | null;
  /** Whether the account is in hedge mode, as far as one says so. */
  readonly hedged: boolean;
}

/** The account of wallets that name none. */
const ACCOUNT = 'UNIFIED';

export function bybitOrders({ rows, read, category }: BybitRows): Mapped[] {
  const map = (row: unknown, each: FieldReader): ReturnType<typeof mapBybitOrder> =>
    mapBybitOrder(row, each, category);
  return mapRows(rows, read, map, (updates) => ({ kind: 'orders', updates }));
}

export function bybitExecutions({ rows, read, category, hedged }: BybitRows): Mapped[] {
  const map = (row: unknown, each: FieldReader): ReturnType<typeof mapBybitExecution> =>
    mapBybitExecution(row, each, category, hedged);
  return mapRows(rows, read, map, (told) => {
    const trades = told.flatMap((each) => (each.kind === 'trade' ? [each.trade] : []));
    const adjustments = told.flatMap((each) => (each.kind === 'funding' ? [each.adjustment] : []));
    return [
      ...(trades.length === 0 ? [] : [{ kind: 'trades', trades } as const]),
      ...(adjustments.length === 0 ? [] : [{ kind: 'adjustments', adjustments } as const]),
    ];
  });
}

export function bybitPositions({ rows, read }: BybitRows): Mapped[] {
  return mapRows(rows, read, mapBybitPosition, (positions) => ({
    kind: 'positions',
    exchange: BYBIT,
    positions,
  }));
}

export function bybitWallets({ rows, read, timestamp }: BybitRows): Mapped[] {
  return rows.flatMap((row, at) => {
    const readWallet = read.at(at);
    const map = (coin: unknown, each: FieldReader): ReturnType<typeof mapBybitBalance> =>
      mapBybitBalance(coin, each, accountOf(row, readWallet), timestamp);
    return mapList(row, 'coin', readWallet, (coins, list) =>
      mapRows(coins, list, map, (balances) => ({ kind: 'balances', balances })),
    );
  });
}

export function bybitInstruments({ rows, read }: BybitRows): Mapped[] {
  return mapRows(rows, read, mapBybitInstrument, (instruments) => ({ kind: 'instruments', instruments }));
}

function accountOf(wallet: unknown, read: FieldReader): string {
  return read.text(read.row<keyof BybitWallet>(wallet).accountType, 'accountType') ?? ACCOUNT;
}
