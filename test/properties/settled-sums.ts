import type { InstrumentDefinition, Position } from '../../src/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { MARKET } from './accounting-modes.js';

/** Digits to which money is compared: what roundings of entries and profits move is far below. */
const MONEY_DIGITS = 12;

/**
 * What of positions no order of counting changes: quantities, fees, and the money that flowed, which is the realized profit less what is
 * held at its entry. Which fill realized what does depend on it.
 */
export function sumsOf(
  positions: readonly Position[],
  instruments: readonly InstrumentDefinition[],
): unknown {
  return (
    positions
      .map((position) => {
        const { symbol, positionSide, signedAmount, deficit, fees, adjustments } = position;
        const quantity = signed(signedAmount).plus(ofLeg(position, deficit)).toDecimal();
        return { symbol, positionSide, quantity, fees, adjustments, money: moneyOf(position, instruments) };
      })
      // A leg that trades were taken for, and that was settled by then, stays: with nothing on it.
      .filter(
        ({ quantity, fees, money }) =>
          quantity !== '0' || Object.keys(fees).length > 0 || !/^-?0\.0+$/.test(money ?? ''),
      )
      .sort((left, right) =>
        `${left.symbol} ${left.positionSide}` < `${right.symbol} ${right.positionSide}` ? -1 : 1,
      )
  );
}

/**
 * Null where something is owed, because a position does not tell at which price that was closed; and where a fee was paid from the holding,
 * because it goes at the entry of its moment.
 */
function moneyOf(position: Position, instruments: readonly InstrumentDefinition[]): string | null {
  const { symbol, signedAmount, entryPrice, deficit, fees, realizedPnl } = position;
  if (deficit !== '0' || fees[MARKET.base] !== undefined) return null;
  const { kind, contractSize } = instruments.find((each) => each.symbol === symbol) ?? {};
  const realized = signed(realizedPnl);
  if (signedAmount === '0') return realized.toFixed(MONEY_DIGITS);
  const contracts = signed(signedAmount).times(Rational.of(contractSize ?? '1'));
  const entry = Rational.of(entryPrice);
  const money =
    kind === 'inverse' ? realized.plus(contracts.over(entry)) : realized.minus(contracts.times(entry));
  return money.toFixed(MONEY_DIGITS);
}

/** What is owed, signed as the leg's fills that closed it. */
function ofLeg({ positionSide }: Position, deficit: string): Rational {
  const owed = Rational.of(deficit);
  return positionSide === 'LONG' ? owed.negated() : owed;
}

function signed(amount: string): Rational {
  const size = Rational.of(amount.replace('-', ''));
  return amount.startsWith('-') ? size.negated() : size;
}
