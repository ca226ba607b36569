import { describe, expect, it } from '@jest/globals';
import { permutations } from '../../test/support/merging.js';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { AccountTrade, TradeBust } from './trade.js';

const FIRST = fill('3', '3', '100', { tradeId: '1', fee: '0.3', feeCurrency: 'USDT' });
const SECOND = fill('5', '2', '110', { tradeId: '2', fee: '0.2', feeCurrency: 'USDT', timestamp: T + 1 });

function bust(tradeId: string, fields: Partial<TradeBust> = {}): TradeBust {
  return { exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', tradeId, timestamp: T + 5, ...fields };
}

function trade(tradeId: string, quantity: string, price: string): AccountTrade {
  return {
    exchange: 'binance', symbol: 'BTCUSDT', orderId: '7', tradeId, side: 'BUY', quantity, price, timestamp: T,
  }; // prettier-ignore
}

describe('rule 14: a bust takes a trade back', () => {
  it('in the order and in the position, with its fee', () => {
    const { orders, positions } = new TestCache();
    for (const each of [FIRST, SECOND]) positions.applyUpdate(each);
    expect(positions.bustTrade(bust('2'))).toEqual({ outcome: 'applied', orderId: '7' });
    expect(orders.order('7')).toMatchObject({
      filled: '3', average: '100', cumFees: { USDT: '0.3' }, status: 'PARTIALLY_FILLED', tradeId: '1',
    }); // prettier-ignore
    expect(positions.position('BTCUSDT')).toMatchObject({
      signedAmount: '3',
      entryPrice: '100',
      fees: { USDT: '0.3' },
    });
  });

  it('once: the same bust again is a duplicate', () => {
    const { positions } = new TestCache();
    positions.applyUpdate(FIRST);
    expect([positions.bustTrade(bust('1')).outcome, positions.bustTrade(bust('1')).outcome]).toEqual([
      'applied',
      'duplicate',
    ]);
  });

  it('is applied, once, also where it comes before its trade', () => {
    const { orders, positions } = new TestCache();
    positions.applyUpdate(FIRST);
    const outcomes = [positions.bustTrade(bust('2')).outcome, positions.bustTrade(bust('2')).outcome];
    expect(outcomes).toEqual(['applied', 'duplicate']);
    positions.applyTrade(trade('2', '2', '110'));
    expect(orders.order('7')?.filled).toBe('3');
  });

  it('so that it counts no more, whenever a report or a trade tells of it again', () => {
    const { orders, positions } = new TestCache();
    positions.applyUpdate(FIRST);
    positions.bustTrade(bust('1'));
    positions.applyUpdate(FIRST);
    positions.applyTrade(trade('1', '3', '100'));
    expect(orders.order('7')?.filled).toBe('0');
    // Nothing ever moved the leg.
    expect(positions.positions()).toEqual([]);
    expect(orders.order('7')?.status).toBe('ACCEPTED');
  });

  it('in whatever order it comes with the reports and the new trade of a correction', () => {
    const corrected = trade('3', '2', '109');
    for (const order of permutations(['first', 'second', 'bust', 'corrected'])) {
      const { orders, positions } = new TestCache();
      positions.applyUpdate(update());
      for (const each of order) {
        if (each === 'bust') positions.bustTrade(bust('2'));
        else if (each === 'corrected') positions.applyTrade(corrected);
        else positions.applyUpdate(each === 'first' ? FIRST : SECOND);
      }
      expect([order, orders.order('7')?.filled, positions.position('BTCUSDT')?.entryPrice]).toEqual([
        order,
        '5',
        '103.6',
      ]);
    }
  });

  it('of a FILLED order: it is open again, unless FILLED is reported after the bust', () => {
    const filled = fill('10', '10', '100', { status: 'FILLED', tradeId: '1' });
    for (const order of permutations(['filled', 'bust'])) {
      const { orders, positions } = new TestCache();
      positions.applyUpdate(update());
      for (const each of order)
        if (each === 'bust') positions.bustTrade(bust('1'));
        else positions.applyUpdate(filled);
      expect(orders.order('7')).toMatchObject({ status: 'ACCEPTED', filled: '0' });
      orders.orderStatusUpdate(update({ status: 'FILLED', filled: '10', average: '101', timestamp: T + 6 }));
      expect(orders.order('7')).toMatchObject({ status: 'FILLED', filled: '10' });
    }
  });

  it('finds its order by the trade where it names none', () => {
    const { positions } = new TestCache();
    positions.applyUpdate(FIRST);
    expect(positions.bustTrade(bust('1', { orderId: null }))).toEqual({ outcome: 'applied', orderId: '7' });
  });

  it('that names no order, of a trade that is not known, is rejected', () => {
    const { positions } = new TestCache();
    positions.applyUpdate(FIRST);
    expect(positions.bustTrade(bust('9', { orderId: null }))).toMatchObject({
      outcome: 'rejected',
      field: 'tradeId',
    });
  });
});
