import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestCache } from '../../test/support/test-cache.js';
import type { OrderUpdate, PositionSide } from '../orders/order.js';
import { positionView } from './position-view.js';

const SYMBOL = 'BTCUSDT';
const T = 1_700_000_000_000;

const trades = fc.array(
  fc.record({
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    quantity: fc.constantFrom('1', '1', '1', '2', '0.7'),
    price: fc.constantFrom('100', '101.5', '99.99', '0.01'),
    fee: fc.constantFrom(null, '0.01', '-0.005'),
    feeCurrency: fc.constantFrom('USDT', 'BNB'),
    isRead: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('what callers see of a position', () => {
  it.each(['NET', 'LONG', 'SHORT'] as const)(
    'is the same of a %s leg whether it was read before or not',
    (leg) => {
      fc.assert(
        fc.property(trades, fc.constantFrom('linear', 'inverse', 'spot'), (told, kind) => {
          const cache = new TestCache();
          cache.positions.registerInstruments([
            { exchange: 'binance', symbol: SYMBOL, kind, base: 'BTC', quote: 'USDT' },
          ]);
          for (const [at, trade] of told.entries()) {
            apply(cache, leg, at, trade);
            if (!trade.isRead) continue;
            const place = { positionSide: leg };
            const shown = cache.positions.position(SYMBOL, place);
            expect(shown).toEqual(afresh(cache, leg));
            expect(cache.positions.position(SYMBOL, place)).toBe(shown);
          }
        }),
        { numRuns: 100 },
      );
    },
  );

  it.each(['linear', 'inverse'] as const)('says that a %s leg went flat when it began to owe', (kind) => {
    const cache = new TestCache();
    cache.positions.registerInstruments([
      { exchange: 'binance', symbol: SYMBOL, kind, base: 'BTC', quote: 'USDT' },
    ]);
    const trade = { quantity: '1', price: '100', fee: null, feeCurrency: 'USDT' };
    apply(cache, 'LONG', 0, { side: 'BUY', ...trade });
    apply(cache, 'LONG', 1, { side: 'SELL', ...trade, quantity: '3' });
    expect(cache.positions.position(SYMBOL)).toMatchObject({
      side: 'FLAT', signedAmount: '0', deficit: '2', openedAt: null, closedAt: T + 1,
    }); // prettier-ignore
  });

  it('follows the mark price, where it was read before too', () => {
    const cache = new TestCache();
    apply(cache, 'NET', 0, { side: 'BUY', quantity: '2', price: '100', fee: null, feeCurrency: 'USDT' });
    expect(cache.positions.position(SYMBOL)).toMatchObject({ markPrice: null, unrealizedPnl: null });
    for (const price of ['101', '103']) {
      cache.tables.marketData.setTyped('markPrice', SYMBOL, { price, timestamp: null });
      const unrealizedPnl = String((Number(price) - 100) * 2);
      expect(cache.positions.position(SYMBOL)).toMatchObject({ markPrice: price, unrealizedPnl });
    }
    cache.now += 4_000_000;
    expect(cache.positions.position(SYMBOL)).toMatchObject({ markPrice: null, unrealizedPnl: null });
  });
});

type Trade = Pick<OrderUpdate, 'side' | 'fee' | 'feeCurrency'> & {
  readonly quantity: string;
  readonly price: string;
};

function apply(cache: TestCache, positionSide: PositionSide, at: number, trade: Trade): void {
  const { side, quantity, price, fee, feeCurrency } = trade;
  const result = cache.positions.applyTrade({
    exchange: 'binance',
    symbol: SYMBOL,
    positionSide,
    orderId: `${positionSide} ${at}`,
    tradeId: String(at),
    side,
    quantity,
    price,
    fee,
    feeCurrency: fee === null ? null : feeCurrency,
    timestamp: T + at,
  });
  expect(result).toMatchObject({ outcome: 'applied' });
}

function afresh({ tables }: TestCache, positionSide: PositionSide): unknown {
  const leg = { exchange: 'binance', symbol: SYMBOL, positionSide };
  const { state } = tables.positions.account(leg).ledger;
  return positionView(leg, state, tables.instruments.at('binance', SYMBOL), null);
}
