import { MAX_NAME } from '../../orders/field-checks.js';
import type { MappedAdjustment, MappedPosition } from '../mapped.js';
import type { FieldReader } from '../field-reader.js';
import { futuresBalanceRow } from './beautified.js';
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
  list: FieldReader,
): MappedAdjustment | null {
  const [balance, ...others] = balances;
  const [position, ...further] = positions.filter(({ signedAmount }) => signedAmount !== '0');
  if (balance === undefined || position === undefined || others.length + further.length > 0) return null;
  const read = list.at(0);
  const row = futuresBalanceRow(balance, read);
  const amount = read.signedDecimal(row.bc, 'bc');
  if (amount === null || position.timestamp === null) return null;
  const { symbol, positionSide, timestamp } = position;
  return {
    exchange: BINANCE,
    symbol,
    positionSide,
    id: `FUNDING_FEE ${symbol} ${positionSide} ${timestamp}`,
    kind: 'FUNDING',
    amount,
    currency: read.requiredText(row.a, 'a', MAX_NAME),
    timestamp,
  };
}
