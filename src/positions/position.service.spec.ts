import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import { AmbiguousPositionError } from './positions.errors.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

/** An order that is filled at once. */
function traded(
  id: string,
  side: 'BUY' | 'SELL',
  amount: string,
  price: string,
  fields: Partial<OrderUpdate> = {},
): OrderUpdate {
  return fill(amount, amount, price, { id, side, amount, status: 'FILLED', tradeId: id, ...fields });
}

function apply(...updates: readonly OrderUpdate[]): void {
  for (const each of updates) expect(cache.positions.applyUpdate(each).outcome).toBe('applied');
}

/** Tables as they are after a restart: every record as it was, nothing to write. */
function restarted(): TestCache {
  const next = new TestCache();
  const { orders, positions } = cache.tables;
  for (const { key, record } of orders.index.all({})) next.tables.orders.place(key, record);
  for (const { record } of positions.all()) next.tables.positions.place(record);
  for (const { key, record } of positions.watermarks.all()) next.tables.positions.placeWatermark(key, record);
  expect(next.tables.changes.size).toBe(0);
  return next;
}

describe('applying an update', () => {
  it('has the position and its watermark written before the order, or with it', () => {
    apply(traded('1', 'BUY', '1', '100'));
    const taken = cache.tables.changes.take(1)?.entries.map(({ table }) => table);
    expect(taken).toEqual(['position', 'watermark', 'order']);
  });

  it('counts once in this process and the next, in parts or whole', () => {
    apply(fill('3', '3', '100'));
    const next = restarted();
    expect(next.positions.applyUpdate(fill('3', '3', '100')).outcome).toBe('duplicate');
    const more = fill('5', '2', '110', { timestamp: T + 1 });
    expect(next.positions.applyUpdate(more)).toEqual({ outcome: 'applied', orderId: '7' });
    expect(next.positions.position('BTCUSDT')).toMatchObject({ signedAmount: '5', entryPrice: '104' });
    expect(next.faults()).toEqual([]);
  });

  it('counts an order that was first known by its client id once when its id comes', () => {
    apply(fill('3', '3', '100', { id: null, clientOrderId: 'mine' }));
    apply(fill('5', '2', '110', { clientOrderId: 'mine', timestamp: T + 1 }));
    const again = fill('5', '2', '110', { clientOrderId: null, timestamp: T + 1 });
    expect(cache.positions.applyUpdate(again)).toEqual({ outcome: 'duplicate', orderId: '7' });
    expect(cache.positions.position('BTCUSDT')?.signedAmount).toBe('5');
    expect(cache.faults()).toEqual([]);
  });

  it('keeps exchanges, symbols and ids apart', () => {
    apply(
      traded('1', 'BUY', '1', '100'),
      traded('1', 'SELL', '2', '100', { symbol: 'ETHUSDT' }),
      traded('1', 'BUY', '4', '100', { exchange: 'okx' }),
    );
    const held = cache.positions
      .positions()
      .map(({ exchange, symbol, signedAmount }) => `${exchange} ${symbol} ${signedAmount}`);
    expect(held).toEqual(['binance BTCUSDT 1', 'binance ETHUSDT -2', 'okx BTCUSDT 4']);
  });

  it('takes the time of the fill from the exchange, else from its own clock', () => {
    apply(traded('1', 'BUY', '1', '100'));
    expect(cache.positions.position('BTCUSDT')?.openedAt).toBe(T);
    apply(traded('2', 'SELL', '1', '100', { timestamp: null }));
    expect(cache.positions.position('BTCUSDT')).toMatchObject({ closedAt: cache.now, updatedAt: cache.now });
  });

  it.each<[string, Partial<OrderUpdate>]>([
    ['average', { price: null, lastFilled: null, lastFilledPrice: null, filled: '4' }],
    ['contractSize', { contractSize: '0.1', filled: '4' }],
    ['side', { side: 'SELL', filled: '4' }],
  ])('that is rejected for its %s changes neither order nor position', (field, wrong) => {
    apply(fill('3', '3', '100', { price: null }));
    const before = JSON.stringify(cache.state());
    const { tick } = cache.tables.changes;
    const refused = fill('4', '1', '100', { timestamp: T + 1, ...wrong });
    expect(cache.positions.applyUpdate(refused)).toMatchObject({ outcome: 'rejected', orderId: '7', field });
    expect([JSON.stringify(cache.state()), cache.tables.changes.tick]).toEqual([before, tick]);
  });

  it('an order that only rests makes no position', () => {
    apply(
      update(),
      update({ price: '99', timestamp: T + 1 }),
      update({ status: 'CANCELED', timestamp: T + 2 }),
    );
    expect([cache.positions.positions(), cache.positions.position('BTCUSDT')]).toEqual([[], null]);
  });

  it('an unfilled cancel on a flat book leaves it flat, and its history as it was', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('2', 'SELL', '1', '103'));
    const flat = cache.positions.position('BTCUSDT');
    apply(update({ status: 'CANCELED', amount: '5', timestamp: T + 9 }));
    expect(cache.positions.position('BTCUSDT')).toEqual(flat);
  });
});

describe('gaps', () => {
  it('tell how much was missed: all that is new but the fill that the update names', () => {
    apply(fill('1', '1', '100', { average: '100.00' }));
    const missed = fill('6', '2', '100', { average: '100.00', timestamp: T + 1 });
    expect(cache.positions.applyUpdate(missed).gap?.quantity).toBe('3');
  });

  it('of an update that names no fill are all that is new', () => {
    const silent = update({ status: 'FILLED', filled: '10', average: '100.00' });
    expect(cache.positions.applyUpdate(silent).gap).toMatchObject({ quantity: '10', feesUnknown: true });
  });

  it('of an update that names no fill there are none, if its price and fees are known', () => {
    const known = update({ status: 'FILLED', filled: '10', average: '100.00', cumFees: { USDT: '1' } });
    expect(cache.positions.applyUpdate(known)).toEqual({ outcome: 'applied', orderId: '7' });
  });

  it('are told of an order by its client id while it has no other', () => {
    const silent = update({ id: null, clientOrderId: 'mine', filled: '10', average: '100.00' });
    expect(cache.positions.applyUpdate(silent).gap?.orderId).toBe('mine');
  });

  it('are not told of fees alone', () => {
    apply(fill('3', '3', '100', { timestamp: T + 1 }));
    const late = fill('2', '2', '100', { fee: '0.1', feeCurrency: 'USDT' });
    expect(cache.positions.applyUpdate(late)).toEqual({ outcome: 'applied', orderId: '7' });
  });
});

describe('contract size', () => {
  it('is known before the position is, once it was told with an order', () => {
    apply(update({ contractSize: '0.01' }));
    apply(traded('1', 'BUY', '5', '100'), traded('2', 'SELL', '5', '110'));
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('0.5');
  });

  it('that was told of one exchange is not that of another', () => {
    const okx = { exchange: 'okx' };
    apply(update({ contractSize: '0.01' }));
    apply(traded('1', 'BUY', '5', '100', okx), traded('2', 'SELL', '5', '110', okx));
    expect(cache.positions.position('BTCUSDT', okx)?.realizedPnl).toBe('50');
  });

  it('that is refused is not remembered', () => {
    apply(traded('1', 'BUY', '5', '100', { contractSize: '0.01' }));
    cache.positions.applyUpdate(traded('2', 'BUY', '5', '100', { contractSize: '0.1' }));
    expect(cache.tables.instruments.contractSizeOf('binance', 'BTCUSDT')).toBe('0.01');
  });

  it('written in another way is the same size', () => {
    apply(traded('1', 'BUY', '5', '100', { contractSize: '0.01' }));
    apply(traded('2', 'SELL', '5', '110', { contractSize: '0.0100' }));
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('0.5');
  });
});

describe('unrealized profit', () => {
  it.each([
    ['BUY', '110', '1'],
    ['BUY', '90', '-1'],
    ['SELL', '110', '-1'],
    ['SELL', '90', '1'],
  ] as const)('of a %s against %s is %s', (side, price, profit) => {
    apply(traded('1', side, '10', '100', { contractSize: '0.01' }));
    cache.tables.marketData.setTyped('markPrice', 'BTCUSDT', { price, timestamp: null });
    expect(cache.positions.position('BTCUSDT')?.unrealizedPnl).toBe(profit);
  });

  it('of a flat position is zero, whether there is a price or not', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('2', 'SELL', '1', '100'));
    expect(cache.positions.position('BTCUSDT')?.unrealizedPnl).toBe('0');
    cache.tables.marketData.setTyped('markPrice', 'BTCUSDT', { price: '1', timestamp: null });
    expect(cache.positions.position('BTCUSDT')?.unrealizedPnl).toBe('0');
  });

  it('is null again when the price is too old', () => {
    apply(traded('1', 'BUY', '1', '100'));
    cache.tables.marketData.setTyped('markPrice', 'BTCUSDT', { price: '1', timestamp: null });
    cache.now += 3_600_000;
    expect(cache.positions.position('BTCUSDT')).toMatchObject({ unrealizedPnl: null, markPrice: null });
  });
});

describe('what is shown', () => {
  it('is rounded half-even to 18 digits, of an entry that is kept exactly', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('2', 'BUY', '2', '100.01'));
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('100.006666666666666667');
    apply(traded('3', 'SELL', '3', '100.02'));
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('0.04');
  });

  it('nets fees in the currency that is earned only, rebates too', () => {
    const fees = { cumFees: { USDT: '-0.5', BNB: '3', BTC: '1' } };
    apply(traded('1', 'BUY', '1', '100', fees), traded('2', 'SELL', '1', '110'));
    expect(cache.positions.position('BTCUSDT')).toMatchObject({
      realizedPnl: '10',
      netRealizedPnl: '10.5',
      fees: { BNB: '3', BTC: '1', USDT: '-0.5' },
    });
  });

  it('names every exchange that a symbol is ambiguous between', () => {
    apply(traded('1', 'BUY', '1', '100'), traded('1', 'BUY', '1', '100', { exchange: 'okx' }));
    expect(() => cache.positions.position('BTCUSDT')).toThrow(AmbiguousPositionError);
    expect(() => cache.positions.position('BTCUSDT')).toThrow('binance NET, okx NET');
    expect(cache.positions.position('BTCUSDT', { exchange: 'bybit' })).toBeNull();
  });

  it('is the same asked for asynchronously', async () => {
    apply(traded('1', 'BUY', '1', '100'));
    expect(await cache.positions.getPosition('BTCUSDT')).toEqual(cache.positions.position('BTCUSDT'));
    expect(await cache.positions.getPosition('ETHUSDT')).toBeNull();
  });
});
