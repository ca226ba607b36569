import { MAX_NAME } from '../../orders/field-checks.js';
import type { MappedAdjustment, MappedPosition } from '../mapped.js';
import { MessageRow } from '../message-row.js';
import { FUTURES_BALANCE_NAMES, withBinanceNames } from './beautified.js';
import type { BinanceFuturesBalance } from './binance-messages.js';
import { BINANCE } from './binance-words.js';

/**
 * The funding payment of an isolated position: how the balance changed, and the one position of the message that is not flat. Null where
 * that is not told: of a crossed position Binance sends no position, and so not even the symbol.
 *
 * @throws {UpdateFault} naming the field that is missing or wrong.
 */
export function mapBinanceFunding(
  balances: readonly unknown[],
  positions: readonly MappedPosition[],
  place: string,
): MappedAdjustment | null {
  const [balance, ...others] = balances;
  const [position, ...further] = positions.filter(({ signedAmount }) => signedAmount !== '0');
  if (balance === undefined || position === undefined || others.length + further.length > 0) return null;
  const row = new MessageRow<keyof BinanceFuturesBalance>(
    withBinanceNames(balance, FUTURES_BALANCE_NAMES),
    `${place}[0]`,
  );
  const amount = row.signedDecimal('bc');
  if (amount === null || position.timestamp === null) return null;
  const { symbol, positionSide, timestamp } = position;
  return {
    exchange: BINANCE,
    symbol,
    positionSide,
    id: `FUNDING_FEE ${symbol} ${positionSide} ${timestamp}`,
    kind: 'FUNDING',
    amount,
    currency: row.requiredText('a', MAX_NAME),
    timestamp,
  };
}
