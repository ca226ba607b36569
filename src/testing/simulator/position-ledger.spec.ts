import { expect, it } from '@jest/globals';
import { PositionLedger } from './position-ledger.js';
import { Rational } from './rational.js';

/** The figures after each of `[signed quantity, price]`. */
function after(contractSize: string, fills: readonly (readonly [string, string])[]): readonly string[][] {
  const ledger = new PositionLedger('X', Rational.of(contractSize));
  return fills.map(([quantity, price]) => {
    ledger.fill(Rational.of(quantity), Rational.of(price));
    const { signedAmount, entryPrice, realizedPnl } = ledger.message();
    return [signedAmount, entryPrice, realizedPnl];
  });
}

it('enters at the average cost, and keeps the entry while it reduces', () => {
  expect(
    after('1', [
      ['1', '100'],
      ['2', '110'],
      ['-1', '120'],
      ['-2', '100'],
    ]),
  ).toEqual([
    ['1', '100', '0'],
    ['3', '106.666666666666666667', '0'],
    // 120 - 320/3
    ['2', '106.666666666666666667', '13.333333333333333333'],
    // 120 + 200 - 320
    ['0', '0', '0'],
  ]);
});

it('closes all and opens the rest where a fill crosses zero', () => {
  expect(
    after('1', [
      ['0.04', '404.5'],
      ['-0.08', '404'],
      ['0.04', '400'],
    ]),
  ).toEqual([
    ['0.04', '404.5', '0'],
    ['-0.04', '404', '-0.02'],
    ['0', '0', '0.14'],
  ]);
});

it('counts profit in contracts times their size, for a short too', () => {
  expect(
    after('0.01', [
      ['-10', '60000'],
      ['4', '59000'],
    ]),
  ).toEqual([
    ['-10', '60000', '0'],
    ['-6', '60000', '40'],
  ]);
});

it('tells what each fill realized', () => {
  const ledger = new PositionLedger('X', Rational.of('1'));
  const realized = [
    ledger.fill(Rational.of('1'), Rational.of('100')),
    ledger.fill(Rational.of('-1'), Rational.of('103.5')),
  ];
  expect(realized.map((each) => each.toDecimal())).toEqual(['0', '3.5']);
});
