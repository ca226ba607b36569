import { MAX_NAME } from '../../orders/field-checks.js';
import type { MappedBalance } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import {
  BALANCE_UPDATE_NAMES,
  FUTURES_BALANCE_NAMES,
  SPOT_BALANCE_NAMES,
  withBinanceNames,
} from './beautified.js';
import type { BinanceBalanceUpdate, BinanceFuturesBalance, BinanceSpotBalance } from './binance-messages.js';
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
  place: string,
  timestamp: number | null,
): MappedBalance {
  const row = new MessageRow<keyof BinanceSpotBalance>(withBinanceNames(message, SPOT_BALANCE_NAMES), place);
  const account: BinanceAccount = 'spot';
  return {
    exchange: BINANCE_SPOT,
    account,
    asset: row.requiredText('a', MAX_NAME),
    free: row.requiredDecimal('f'),
    locked: row.requiredDecimal('l'),
    total: null,
    timestamp,
  };
}

/**
 * A `balanceUpdate`, which tells a change.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceBalanceUpdate(event: unknown): MappedBalance {
  const message = withBinanceNames(event, BALANCE_UPDATE_NAMES);
  const row = new MessageRow<keyof BinanceBalanceUpdate>(message, 'balanceUpdate');
  const delta = row.signedDecimal('d');
  if (delta === null) throw row.fault('d', 'is missing');
  const account: BinanceAccount = 'spot';
  return {
    exchange: BINANCE_SPOT,
    account,
    asset: row.requiredText('a', MAX_NAME),
    free: null,
    locked: null,
    total: null,
    delta,
    timestamp: row.timestamp('T'),
  };
}

/**
 * A balance of an `ACCOUNT_UPDATE`. The total is the wallet balance: without unrealized profit; what is free is not told.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceFuturesBalance(
  message: unknown,
  place: string,
  account: BinanceAccount,
  timestamp: number | null,
): MappedBalance {
  const row = new MessageRow<keyof BinanceFuturesBalance>(
    withBinanceNames(message, FUTURES_BALANCE_NAMES),
    place,
  );
  const total = row.signedDecimal('wb');
  if (total === null) throw row.fault('wb', 'is missing');
  return {
    exchange: BINANCE,
    account,
    asset: row.requiredText('a', MAX_NAME),
    free: null,
    locked: null,
    total,
    timestamp,
  };
}
