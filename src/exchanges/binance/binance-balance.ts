import { MAX_NAME } from '../../orders/field-checks.js';
import type { MappedBalance } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import { balanceUpdateRow, futuresBalanceRow, spotBalanceRow } from './beautified.js';
import { BINANCE, BINANCE_SPOT } from './binance-words.js';

/** Binance's accounts, which hold the same assets apart from each other. */
export type BinanceAccount = 'spot' | 'usd-m' | 'coin-m';

/**
 * A balance of an `outboundAccountPosition`.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceSpotBalance(
  message: unknown,
  read: FieldReader,
  timestamp: number | null,
): MappedBalance {
  const row = spotBalanceRow(message, read);
  const account: BinanceAccount = 'spot';
  return {
    exchange: BINANCE_SPOT,
    account,
    asset: read.requiredText(row.a, 'a', MAX_NAME),
    free: read.requiredDecimal(row.f, 'f'),
    locked: read.requiredDecimal(row.l, 'l'),
    total: null,
    timestamp,
  };
}

/**
 * A `balanceUpdate`, which tells a change.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceBalanceUpdate(event: unknown, read: FieldReader): MappedBalance {
  const row = balanceUpdateRow(event, read);
  const delta = read.signedDecimal(row.d, 'd') ?? read.missing('d');
  const account: BinanceAccount = 'spot';
  return {
    exchange: BINANCE_SPOT,
    account,
    asset: read.requiredText(row.a, 'a', MAX_NAME),
    free: null,
    locked: null,
    total: null,
    delta,
    timestamp: read.timestamp(row.T, 'T'),
  };
}

/**
 * A balance of an `ACCOUNT_UPDATE`. The total is the wallet balance: without unrealized profit; what is free is not told.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceFuturesBalance(
  message: unknown,
  read: FieldReader,
  account: BinanceAccount,
  timestamp: number | null,
): MappedBalance {
  const row = futuresBalanceRow(message, read);
  const total = read.signedDecimal(row.wb, 'wb') ?? read.missing('wb');
  return {
    exchange: BINANCE,
    account,
    asset: read.requiredText(row.a, 'a', MAX_NAME),
    free: null,
    locked: null,
    total,
    timestamp,
  };
}
