import { UNHEARD } from '../../test/support/unheard.js';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryFillHistory } from '../../test/support/settling-cache.js';
import { TestCache } from '../../test/support/test-cache.js';
import { TestManagers } from '../../test/support/test-managers.js';
import { fill, T, traded, update } from '../../test/support/updates.js';
import { ScopeServices } from '../cache/scope-services.js';
import type { OrderUpdate } from '../orders/order.js';
import { InvalidInstrumentError } from '../instruments/instruments.errors.js';
import { MemoryStateStore } from '../stores/memory/memory.state-store.js';
import { Gate } from '../state/gate.js';
import type { PositionService } from './position.service.js';

let cache: TestCache;

beforeEach(() => {
  cache = new TestCache();
});

function apply(...updates: readonly OrderUpdate[]): void {
  for (const each of updates) expect(cache.positions.applyUpdate(each).outcome).toBe('applied');
}

describe('applying an update', () => {
  it('writes its order alone, which says all that was counted', () => {
    apply(traded('1', 'BUY', '1', '100'));
    const taken = cache.tables.changes.take(9)?.entries.map(({ table }) => table);
    expect(taken).toEqual(['order']);
  });

  it('counts once in this process and the next, in parts or whole', async () => {
    const store = new MemoryStateStore();
    const managers = new TestManagers(() => ({ store }));
    const first = (await managers.opened()).cache();
    first.applyUpdate(fill('3', '3', '100'));
    await managers.ended();
    const next = (await managers.opened()).cache();
    expect(next.applyUpdate(fill('3', '3', '100')).outcome).toBe('duplicate');
    const more = fill('5', '2', '110', { timestamp: T + 1 });
    expect(next.applyUpdate(more)).toEqual({ outcome: 'applied', orderId: '7' });
    expect(next.position('BTCUSDT')).toMatchObject({ signedAmount: '5', entryPrice: '104' });
    expect(next.checkIntegrity().faults).toEqual([]);
    await managers.ended();
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
    expect(cache.positions.position('BTCUSDT')).toMatchObject({ closedAt: T, updatedAt: T });
  });

  it.each<[string, Partial<OrderUpdate>]>([
    ['contractSize', { contractSize: '0.1', filled: '4' }],
    ['side', { side: 'SELL', filled: '4' }],
    ['positionSide', { positionSide: 'LONG', filled: '4' }],
  ])('that is rejected for its %s changes neither order nor position', (field, wrong) => {
    apply(fill('3', '3', '100', { positionSide: 'NET', contractSize: '1' }));
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
  it('tell how much was missed: all that is new but the fill that the report names', () => {
    apply(fill('1', '1', '100', { average: '100.00' }));
    const missed = fill('6', '2', '100', { average: '100.00', timestamp: T + 1 });
    expect(cache.positions.applyUpdate(missed).gap?.quantity).toBe('3');
  });

  it('of a report that names no fill there are none, if its price is known', () => {
    const silent = update({ status: 'FILLED', filled: '10', average: '100.00' });
    expect(cache.positions.applyUpdate(silent)).toEqual({ outcome: 'applied', orderId: '7' });
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

  it('name an order by its client id while it has no other', () => {
    const missed = fill('4', '1', '100', { id: null, clientOrderId: 'mine', average: '100.00' });
    expect(cache.positions.applyUpdate(missed).gap).toMatchObject({ orderId: 'mine', quantity: '3' });
  });

  it('are not told of fees alone', () => {
    apply(fill('3', '3', '100', { timestamp: T + 1 }));
    const late = fill('3', '3', '100', { fee: '0.1', feeCurrency: 'USDT' });
    expect(cache.positions.applyUpdate(late)).toEqual({ outcome: 'applied', orderId: '7' });
  });
});

describe('how far an average may have been rounded', () => {
  const before = update({ status: 'PARTIALLY_FILLED', amount: '2000', filled: '900', average: '100.0' });
  const coarse = { ...before, filled: '1000', average: '101.0', timestamp: T + 1 };

  it('is told by the average that was reported last of that quantity', () => {
    apply(before, coarse);
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('100.1');
    apply({ ...coarse, average: '101.0100', timestamp: T + 2 });
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('101.01');
  });

  it('is not changed by a report that tells no average', () => {
    apply(before, coarse);
    apply({ ...coarse, average: null, lastFilled: '50', lastFilledPrice: '99', timestamp: T + 2 });
    // 900 at 100, 50 inferred at the average of 101, 50 at 99.
    expect(cache.positions.position('BTCUSDT')?.entryPrice).toBe('100');
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

  it('of an open position cannot be registered anew; of a flat one it holds from then on', () => {
    const { positions } = cache;
    const market = { exchange: 'binance', symbol: 'BTCUSDT', contractSize: '7' } as const;
    apply(traded('1', 'BUY', '5', '100', { contractSize: '0.01' }));
    expect(() => positions.registerInstruments([market])).toThrow(InvalidInstrumentError);
    apply(traded('2', 'SELL', '5', '110', { timestamp: T + 1 }));
    expect(positions.position('BTCUSDT')?.realizedPnl).toBe('0.5');
    positions.registerInstruments([market]);
    expect(positions.position('BTCUSDT')?.realizedPnl).toBe('0.5');
    apply(
      traded('3', 'BUY', '1', '100', { timestamp: T + 2 }),
      traded('4', 'SELL', '1', '110', { timestamp: T + 3 }),
    );
    expect(positions.position('BTCUSDT')?.realizedPnl).toBe('70.5');
    expect(cache.faults()).toEqual([]);
  });

  it('that is told for the first time after fills is that of those fills too', () => {
    apply(traded('1', 'BUY', '5', '100'), traded('2', 'SELL', '5', '110', { contractSize: '0.01' }));
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
    ['applyTrade', (service) => service.applyTrade({} as never)],
    ['bustTrade', (service) => service.bustTrade({} as never)],
    ['applyAdjustment', (service) => service.applyAdjustment({} as never)],
    ['registerInstruments', (service) => service.registerInstruments([])],
    ['position', (service) => service.position('BTCUSDT')],
    ['positions', (service) => service.positions()],
    ['positionsOpen', (service) => service.positionsOpen()],
    ['positionsClosed', (service) => service.positionsClosed()],
    ['isPositionOpen', (service) => service.isPositionOpen('BTCUSDT')],
    ['positionsCount', (service) => service.positionsCount()],
    ['positionsOpenCount', (service) => service.positionsOpenCount()],
    ['getPosition', (service) => service.getPosition('BTCUSDT')],
    ['positionAt', (service) => service.positionAt('BTCUSDT', T)],
    ['explain', (service) => service.explain('BTCUSDT')],
    ['fills', (service) => service.fills()],
    ['fillsPage', (service) => service.fillsPage({}, '', 9)],
    ['pnl', (service) => service.pnl({ from: 0, to: 1, bucket: 'day' })],
  ])('%s is refused, and changes nothing', async (_, call) => {
    const gate = new Gate(() => new Error('closed for now'));
    const options = { now: () => 1, marketDataTimeToLive: 1 };
    const services = new ScopeServices(options, gate, new MemoryFillHistory(), UNHEARD);
    await expect((async () => call(services.positions))()).rejects.toThrow('closed for now');
    expect([services.tables.positions.size, services.tables.changes.size]).toEqual([0, 0]);
  });
});
