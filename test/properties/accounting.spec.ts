import { describe, expect, it, jest } from '@jest/globals';
import type { OrderUpdate, Position } from '../../src/index.js';
import { Random } from '../../src/testing/index.js';
import { Rational } from '../../src/testing/simulator/rational.js';
import { TestCache } from '../support/test-cache.js';
import { MARKET, MODES } from './accounting-modes.js';
import { AccountingOracle } from './accounting-oracle.js';
import type { Kind, Leg, OracleFill } from './accounting-oracle.js';

/** `PROPERTY_RUNS=100000 npm run test:long -- test/properties/accounting` for the long run. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 2_000);

jest.setTimeout(60_000 + RUNS * 1_000);

const SIZES = ['1', '0.01', '100', '0.000000000000000003'];
/** What two roundings at the 18th fraction digit may be apart. */
const LAST_DIGIT = Rational.of('0.000000000000000001');

/** A decimal above zero with up to 18 digits, below `10 ^ magnitude`. */
function decimal(random: Random, magnitude: number): string {
  const digits = random.integer(1, 18);
  const text =
    String(random.integer(1, 9)) + Array.from({ length: digits - 1 }, () => random.integer(0, 9)).join('');
  const integers = random.integer(Math.max(-17, digits - 35), Math.min(magnitude, 18));
  const padded =
    integers <= 0
      ? `0.${'0'.repeat(-integers)}${text}`
      : `${text.padEnd(integers, '0').slice(0, integers)}.${text.slice(integers) || '0'}`;
  const [whole = '0', fraction = '0'] = padded.split('.');
  const cut = `${whole}.${fraction.slice(0, 18)}`;
  return /[1-9]/.test(cut) ? cut : '0.000000000000000001';
}

function fillsOf(random: Random, kind: Kind): OracleFill[] {
  // Sequences of like sizes cross zero and go flat again and again; wild ones try the digits.
  const isWild = random.integer(0, 1) === 1;
  return Array.from({ length: random.integer(1, 14) }, (): OracleFill => {
    const quantity = isWild ? decimal(random, 17) : String(random.integer(1, 4));
    const hasBaseFee = kind === 'spot' && random.integer(0, 3) === 0;
    return {
      side: random.integer(0, 1) === 0 ? 'BUY' : 'SELL',
      quantity,
      price: isWild ? decimal(random, 9) : `${random.integer(90, 110)}.${random.integer(0, 9)}`,
      feeInBase: hasBaseFee ? (isWild ? '0.000000000000000001' : '0.001') : null,
    };
  });
}

function updateOf(fill: OracleFill, id: string, positionSide: Leg): OrderUpdate {
  const { side, quantity, price, feeInBase } = fill;
  return {
    exchange: MARKET.exchange,
    symbol: MARKET.symbol,
    id,
    side,
    positionSide,
    status: 'FILLED',
    type: 'LIMIT',
    amount: quantity,
    filled: quantity,
    average: price,
    lastFilled: quantity,
    lastFilledPrice: price,
    tradeId: `t${id}`,
    ...(feeInBase !== null && { fee: feeInBase, feeCurrency: MARKET.base }),
    timestamp: 1_700_000_000_000 + Number(id),
  };
}

function isClose(shown: string, exact: Rational): boolean {
  const apart = Rational.of(shown.replace('-', '')).minus(exact.magnitude()).magnitude();
  const signsFit = exact.sign === 0 || shown === '0' || shown.startsWith('-') === exact.sign < 0;
  return signsFit && apart.compare(exact.magnitude().times(LAST_DIGIT).plus(LAST_DIGIT)) <= 0;
}

function expectAgrees(position: Position, oracle: AccountingOracle, isLinear: boolean): void {
  expect(position.signedAmount).toBe(oracle.quantity.toDecimal());
  expect(position.deficit).toBe(oracle.owed.toDecimal());
  expect({ entry: position.entryPrice, is: isClose(position.entryPrice, oracle.entry) }).toMatchObject({
    is: true,
  });
  expect({ pnl: position.realizedPnl, is: isClose(position.realizedPnl, oracle.realized) }).toMatchObject({
    is: true,
  });
  const isFlat = oracle.quantity.sign === 0 && oracle.owed.sign === 0;
  const exact = isLinear && isFlat ? oracle.realized.toDecimal() : position.realizedPnl;
  expect(position.realizedPnl).toBe(exact);
}

describe.each(MODES)('accounting, %s', (mode, kind, legs) => {
  it('agrees with a second way of counting, after each fill', () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const random = new Random(seed);
      const contractSize = kind === 'spot' ? '1' : (SIZES[random.integer(0, SIZES.length - 1)] as string);
      const cache = new TestCache();
      cache.positions.registerInstruments([{ ...MARKET, kind, contractSize }]);
      const oracles = new Map(
        legs.map((leg) => [leg, new AccountingOracle(kind, leg, Rational.of(contractSize))]),
      );
      for (const [at, fill] of fillsOf(random, kind).entries()) {
        const leg = legs[random.integer(0, legs.length - 1)] as Leg;
        const oracle = oracles.get(leg) as AccountingOracle;
        oracle.fill(fill);
        const applied = cache.positions.applyUpdate(updateOf(fill, String(at + 1), leg));
        expect(applied).toMatchObject({ outcome: 'applied' });
        const position = cache.positions.position(MARKET.symbol, { positionSide: leg });
        try {
          expectAgrees(position as Position, oracle, kind !== 'inverse');
        } catch (error) {
          throw new Error(`${mode}, seed ${seed}, fill ${at + 1}: ${(error as Error).message}`, {
            cause: error,
          });
        }
      }
      expect(cache.faults()).toEqual([]);
    }
  });
});
