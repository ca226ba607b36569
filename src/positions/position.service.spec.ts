import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestCache } from '../../test/support/test-cache.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import type { OrderUpdate } from '../orders/order.js';
import { Gate } from '../state/gate.js';
import { PositionService } from './position.service.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

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

  it('tells the order by its client id while that is all that is known', () => {
    const anonymous = fill('3', '3', '100', { id: null, clientOrderId: 'mine' });
    expect(cache.positions.applyUpdate(anonymous)).toEqual({ outcome: 'applied', orderId: 'mine' });
    expect(cache.positions.applyUpdate(anonymous)).toEqual({ outcome: 'duplicate', orderId: 'mine' });
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

  it('of a fill whose price is not told are that fill', () => {
    const priceless = update({
      status: 'PARTIALLY_FILLED',
      filled: '2',
      lastFilled: '2',
      cumFees: { USDT: '1' },
    });
    expect(cache.positions.applyUpdate(priceless).gap).toMatchObject({
      quantity: '2',
      estimated: true,
      feesUnknown: false,
    });
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

describe('how far an average may have been rounded', () => {
  const before = update({ status: 'PARTIALLY_FILLED', amount: '2000', filled: '900', average: '100.0' });
  const coarse = { ...before, filled: '1000', average: '101.0', timestamp: T + 1 };

  it('is told by the average that is known when the position moves', () => {
    apply(before);
    cache.orders.orderStatusUpdate(coarse);
    cache.orders.orderStatusUpdate({ ...coarse, average: '101.0100', timestamp: T + 2 });
    const moved = cache.positions.applyUpdate({ ...coarse, average: null });
    expect(moved.gap).toMatchObject({ quantity: '100', estimated: false });
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('101.01');
  });

  it('is not changed by an update that tells no average', () => {
    apply(before);
    cache.orders.orderStatusUpdate(coarse);
    const named = { ...coarse, average: null, lastFilled: '50', lastFilledPrice: '99' };
    expect(cache.positions.applyUpdate(named).gap).toMatchObject({ quantity: '50', estimated: true });
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('100.1');
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

  it('is remembered while the position is flat, and written once', () => {
    apply(traded('1', 'BUY', '5', '100', { contractSize: '0.01' }));
    while (cache.tables.changes.take(9) !== null);
    apply(traded('2', 'SELL', '5', '100', { contractSize: '0.01' }), traded('3', 'BUY', '5', '100'));
    apply(traded('4', 'SELL', '5', '110'));
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('0.5');
    expect(cache.tables.changes.take(99)?.entries.map(({ table }) => table)).not.toContain('instrument');
  });

  it('of an open position is the one that it was counted in, whatever was registered since', () => {
    apply(traded('1', 'BUY', '5', '100', { contractSize: '0.01' }));
    cache.tables.instruments.registerContractSize('binance', 'BTCUSDT', '7');
    apply(traded('2', 'SELL', '5', '110'));
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('0.5');
  });

  it('that is refused is not remembered', () => {
    apply(traded('1', 'BUY', '5', '100', { contractSize: '0.01' }));
    cache.positions.applyUpdate(traded('2', 'BUY', '5', '100', { contractSize: '0.1' }));
    expect(cache.tables.instruments.at('binance', 'BTCUSDT')?.contractSize).toBe('0.01');
  });

  it('written in another way is the same size', () => {
    apply(traded('1', 'BUY', '5', '100', { contractSize: '0.01' }));
    apply(traded('2', 'SELL', '5', '110', { contractSize: '0.0100' }));
    expect(cache.positions.position('BTCUSDT')?.realizedPnl).toBe('0.5');
  });
});

describe('while the gate is closed', () => {
  it.each<[string, (service: PositionService) => unknown]>([
    ['applyUpdate', (service) => service.applyUpdate(traded('1', 'BUY', '1', '100'))],
    ['position', (service) => service.position('BTCUSDT')],
    ['positions', (service) => service.positions()],
    ['positionsOpen', (service) => service.positionsOpen()],
    ['positionsCount', (service) => service.positionsCount()],
    ['positionsOpenCount', (service) => service.positionsOpenCount()],
    ['getPosition', (service) => service.getPosition('BTCUSDT')],
  ])('%s is refused, and changes nothing', async (_, call) => {
    const { positions, instruments, marketData } = cache.tables;
    const closed = new Gate(() => new Error('closed for now'));
    const service = new PositionService(cache.orders, positions, instruments, marketData, closed, () => 1);
    await expect((async () => call(service))()).rejects.toThrow('closed for now');
    expect(cache.positions.positionsCount()).toBe(0);
  });
});
