import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CacheManager } from '../../src/index.js';
import { MemoryStateStore } from '../../src/store.js';
import type { CacheService, OrderUpdate, PositionSnapshot } from '../../src/index.js';
import { resolveOptions } from '../../src/cache/resolve-options.js';
import { fill, T, update } from '../support/updates.js';

/**
 * What the origin's later versions are held to, by their numbers there. `docs/origin-behaviours.md` says which are not asked for here, and where
 * this cache means something else.
 */

const HOUR = 3_600_000;
const NEW = {
  exchange: 'binance', symbol: 'BTCUSDT', clientOrderId: 'c', side: 'BUY', type: 'LIMIT', price: '100', amount: '10',
} as const; // prettier-ignore

let store: MemoryStateStore;
let now: number;
let managers: CacheManager[];
let cache: CacheService;

beforeEach(async () => {
  now = 1_800_000_000_000;
  store = new MemoryStateStore(() => now);
  managers = [];
  cache = await opened();
});

afterEach(async () => {
  for (const manager of managers) await manager.closeAll();
});

async function opened(): Promise<CacheService> {
  const manager = new CacheManager(resolveOptions({ store, now: () => now }));
  managers.push(manager);
  await manager.startAll();
  return manager.cache();
}

async function restarted(): Promise<CacheService> {
  const [manager] = managers.splice(-1) as [CacheManager];
  await manager.closeAll();
  return opened();
}

/** Lets time pass, and what has expired leave. */
async function passes(ms: number): Promise<void> {
  now += ms;
  await cache.tick();
  await cache.flush();
}

let orders = 0;

/** A market order that was filled at once. */
function trades(side: 'BUY' | 'SELL', amount: string, price: string, fee = '0'): void {
  const id = `m${++orders}`;
  const paid = { fee, feeCurrency: 'USDT', timestamp: T + orders };
  cache.applyUpdate(
    fill(amount, amount, price, { id, side, amount, type: 'MARKET', status: 'FILLED', ...paid }),
  );
}

describe('A. market data, orders, expiry', () => {
  it('1: a kline is read by its symbol and interval', () => {
    const kline = { open: '1', high: '3', low: '1', close: '2', volume: '9', timestamp: T };
    cache.setMarket('kline', 'BTCUSDT', kline, '1m');
    expect(cache.market('kline', 'BTCUSDT', '1m')?.value).toEqual(kline);
    expect(cache.market('kline', 'BTCUSDT', '5m')).toBeNull();
  });

  it('2: the best bid and ask', () => {
    const book = { bid: '1', ask: '2', bidSize: '3', askSize: '4', timestamp: T };
    cache.setMarket('bookL1', 'BTCUSDT', book);
    expect(cache.market('bookL1', 'BTCUSDT')?.value).toEqual(book);
  });

  it('3: the last trade', () => {
    const trade = { price: '1', size: '2', timestamp: T };
    cache.setMarket('trade', 'BTCUSDT', trade);
    expect(cache.market('trade', 'BTCUSDT')?.value).toEqual(trade);
  });

  it('4: an update of an unknown order inserts it', async () => {
    cache.orderStatusUpdate(update({ status: 'PENDING' }));
    expect((await cache.getOrder('7'))?.status).toBe('PENDING');
    expect(await cache.getOpenOrders('BTCUSDT')).toEqual(new Set(['7']));
    expect(await cache.getSymbolOrders('BTCUSDT')).toEqual(new Set(['7']));
  });

  it('5: a filled order leaves the open ones', async () => {
    cache.orderStatusUpdate(update({ status: 'PENDING' }));
    cache.orderStatusUpdate(fill('10', '10', '100', { status: 'FILLED' }));
    expect((await cache.getOrder('7'))?.status).toBe('FILLED');
    expect(await cache.getOpenOrders('BTCUSDT')).toEqual(new Set());
  });

  it('6: a valid update is applied, and the order readable', () => {
    expect(cache.orderStatusUpdate(update()).outcome).toBe('applied');
    expect(cache.order('7')).not.toBeNull();
  });

  it('7, 8: an order that ended stays in memory for expireTime, and not longer', async () => {
    cache.orderStatusUpdate(update({ status: 'CANCELED' }));
    await passes(HOUR - 1);
    expect(cache.order('7')).not.toBeNull();
    await passes(1);
    expect(cache.order('7')).toBeNull();
    expect((await cache.getOrder('7'))?.status).toBe('CANCELED');
  });

  it('9, 11 (otherwise here): an open order never expires, with its marks', async () => {
    cache.orderStatusUpdate(update());
    cache.markCancelIntent('7');
    cache.orderInitialized(NEW);
    await passes(100 * HOUR);
    cache = await restarted();
    expect(await cache.getOpenOrders(null, null, true)).toEqual(new Set(['7', 'c']));
    expect(cache.ordersInFlight()).toHaveLength(1);
  });

  it('10: an order without a timestamp stays and is open', async () => {
    cache.orderStatusUpdate(update({ timestamp: null }));
    await passes(100 * HOUR);
    expect(cache.isOrderOpen('7')).toBe(true);
  });

  it('12: a position is read by its symbol', async () => {
    trades('BUY', '1', '100');
    expect((await cache.getPosition('BTCUSDT'))?.signedAmount).toBe('1');
  });

  it('13: positions are stored by symbol, one that comes later too', async () => {
    trades('BUY', '1', '100');
    await cache.flush();
    cache.applyUpdate(fill('2', '2', '5', { symbol: 'ETHUSDT', id: 'e' }));
    cache = await restarted();
    expect(
      cache.positions({ exchange: 'binance' }).map(({ symbol, signedAmount }) => [symbol, signedAmount]),
    ).toEqual(
      expect.arrayContaining([
        ['BTCUSDT', '1'],
        ['ETHUSDT', '2'],
      ]),
    );
  });
});

describe('B. in flight', () => {
  it('16, 17: the orders of a symbol that are unanswered; none where there are none', () => {
    cache.orderInitialized(NEW);
    cache.orderInitialized({ ...NEW, clientOrderId: 'd' });
    expect(cache.ordersInFlight({ symbol: 'BTCUSDT' }).map(({ clientOrderId }) => clientOrderId)).toEqual([
      'c',
      'd',
    ]);
    expect(cache.ordersInFlight({ symbol: 'ETHUSDT' })).toEqual([]);
  });

  it('18: an update answers it', () => {
    cache.orderInitialized(NEW);
    cache.orderStatusUpdate(update({ clientOrderId: 'c' }));
    expect(cache.ordersInFlight()).toEqual([]);
  });

  it('19: what is returned is a copy', () => {
    cache.orderInitialized(NEW);
    cache.ordersInFlight().pop();
    expect(cache.ordersInFlight()).toHaveLength(1);
  });

  it('20, 21: waiting returns at once where nothing is in flight, and without an error after its time', async () => {
    expect(await cache.waitForInFlight({ symbol: 'BTCUSDT' }, 60_000)).toBe(true);
    cache.orderInitialized(NEW);
    expect(await cache.waitForInFlight({ symbol: 'BTCUSDT' }, 1)).toBe(false);
    expect(cache.ordersInFlight()).toHaveLength(1);
  });
});

describe('C. cancel intent', () => {
  it('22 to 24: is marked at once, for one order or all of a symbol, and hides them unless they are asked for', async () => {
    for (const id of ['1', '2', '3']) cache.orderStatusUpdate(update({ id }));
    cache.orderStatusUpdate(update({ id: '4', symbol: 'ETHUSDT' }));
    expect(cache.markCancelIntent('1')).toBe(true);
    expect(await cache.getOpenOrders('BTCUSDT')).toEqual(new Set(['2', '3']));
    expect(cache.markAllCancelIntent({ symbol: 'BTCUSDT' })).toEqual(new Set(['2', '3']));
    expect(await cache.getOpenOrders()).toEqual(new Set(['4']));
    expect(await cache.getOpenOrders(null, null, true)).toEqual(new Set(['1', '2', '3', '4']));
  });
});

describe('D. creating once', () => {
  it('25 to 28: a key leads to the order that it led to first, which has the client id that it was given', () => {
    const first = cache.orderInitialized(NEW, { idempotencyKey: 'K' });
    const second = cache.orderInitialized({ ...NEW, clientOrderId: 'd' }, { idempotencyKey: 'K' });
    expect([first.created, second.created]).toEqual([true, false]);
    expect(second.order.clientOrderId).toBe('c');
    expect(cache.ordersInFlight()).toHaveLength(1);
  });

  it('29, 30: so does an id that is known, in whatever status, and puts nothing in flight', () => {
    cache.orderStatusUpdate(update({ clientOrderId: 'c' }));
    expect(cache.orderInitialized(NEW)).toMatchObject({
      created: false,
      order: { id: '7', status: 'ACCEPTED' },
    });
    cache.orderStatusUpdate(update({ clientOrderId: 'c', status: 'CANCELED' }));
    const again = cache.orderInitialized({ ...NEW, id: '7' });
    expect(again).toMatchObject({ created: false, order: { id: '7', status: 'CANCELED' } });
    expect(cache.ordersInFlight()).toEqual([]);
  });

  it('but a client id whose order has ended begins another one: a request that is made again', () => {
    cache.orderStatusUpdate(update({ clientOrderId: 'c', status: 'REJECTED' }));
    expect(cache.orderInitialized(NEW)).toMatchObject({
      created: true,
      order: { id: null, status: 'PENDING' },
    });
    cache.orderStatusUpdate(update({ id: '8', clientOrderId: 'c' }));
    expect([cache.order('7')?.status, cache.order('8')?.status]).toEqual(['REJECTED', 'ACCEPTED']);
  });
});

describe('E. the order record', () => {
  it('31, 32: keeps its reason, and has none otherwise, after a restart too', async () => {
    cache.orderStatusUpdate(update({ id: '1', status: 'REJECTED', reason: 'margin is short' }));
    cache.orderStatusUpdate(update({ id: '2' }));
    for (const id of ['1', '2']) expect(cache.order(id)?.reason).toBe(id === '1' ? 'margin is short' : null);
    cache = await restarted();
    for (const id of ['1', '2']) expect(cache.order(id)?.reason).toBe(id === '1' ? 'margin is short' : null);
  });

  it('33: an update without an id changes nothing, and is no exception', () => {
    expect(cache.orderStatusUpdate({ ...update(), id: null })).toMatchObject({
      outcome: 'rejected',
      field: 'id',
    });
    expect(cache.ordersCount()).toBe(0);
  });

  it('34, 35: an order of ours is read by its client id until it is forgotten; an unknown one is null', () => {
    cache.orderInitialized(NEW);
    expect(cache.order('c')?.status).toBe('PENDING');
    expect(cache.order('unknown')).toBeNull();
  });

  it('36: an amend of the price keeps what was filled', () => {
    cache.orderStatusUpdate(fill('2', '2', '100', { amount: '5' }));
    cache.orderStatusUpdate(update({ amount: '5', filled: '0', price: '101', timestamp: T + 1 }));
    const kept = {
      status: 'PARTIALLY_FILLED',
      amount: '5',
      filled: '2',
      remaining: '3',
      price: '101',
      side: 'BUY',
      type: 'LIMIT',
    };
    expect(cache.order('7')).toMatchObject(kept);
  });
});

describe('H. reconciling a cancel', () => {
  beforeEach(() => {
    cache.orderStatusUpdate(update());
    cache.orderStatusUpdate(update({ status: 'CANCELING' }));
  });

  it.each<[string, Partial<OrderUpdate>, string]>([
    ['50: filled meanwhile', { status: 'FILLED', filled: '10', average: '100', timestamp: T + 1 }, 'FILLED'],
    ['51: still open there', { timestamp: T + 1 }, 'ACCEPTED'],
    ['54, 56: canceled', { status: 'CANCELED', timestamp: T + 1 }, 'CANCELED'],
  ])('%s: the exchange is taken at its word', (_, said, status) => {
    cache.applyUpdate(update(said));
    expect(cache.order('7')?.status).toBe(status);
  });

  it('52: an order that the exchange does not know is left as it is', async () => {
    const fetched = await cache.resolveMissingOrders(
      { exchange: 'binance', openOrders: [] },
      { fetchOrder: () => Promise.resolve(null), graceMs: 0 },
    );
    expect(fetched.unconfirmed.map(({ id }) => id)).toEqual(['7']);
    expect(cache.order('7')?.status).toBe('CANCELING');
  });

  it('53 (otherwise here): a FILLED after CANCELED is what the exchange says last, and counts', () => {
    cache.applyUpdate(update({ status: 'CANCELED', timestamp: T + 1 }));
    cache.applyUpdate(fill('10', '10', '100', { status: 'FILLED', timestamp: T + 2 }));
    expect(cache.order('7')?.status).toBe('FILLED');
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('10');
  });

  it('55: an answer that ends the order ends it, and what remained is kept', () => {
    cache.applyUpdate(fill('4', '4', '100', { status: 'CANCELED', timestamp: T + 1 }));
    expect(cache.order('7')).toMatchObject({ status: 'CANCELED', remaining: '6' });
  });
});

/** Makes positions what a complete snapshot says. */
function snapshot(positions: readonly PositionSnapshot[] | null) {
  return cache.reconcilePositions({ exchange: 'binance', complete: true, positions }, { adopt: true });
}

describe('K. snapshots of positions', () => {
  beforeEach(() => trades('BUY', '1', '100'));

  it('71, 72 (a flat position stays readable here): a position that is zero or left out is flat', () => {
    snapshot([{ symbol: 'BTCUSDT', signedAmount: '0' }]);
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '0', side: 'FLAT' });
    trades('BUY', '1', '100');
    snapshot([]);
    expect(cache.positionsOpen()).toEqual([]);
  });

  it('73: a position that was unknown is there with its side, amount and entry', () => {
    snapshot([{ symbol: 'ETHUSDT', signedAmount: '-3', entryPrice: '50' }]);
    cache.setMarket('markPrice', 'ETHUSDT', { price: '40', timestamp: T });
    const expected = {
      exchange: 'binance',
      side: 'SHORT',
      signedAmount: '-3',
      entryPrice: '50',
      unrealizedPnl: '30',
    };
    expect(cache.position('ETHUSDT')).toMatchObject(expected);
  });

  it('74: a snapshot that failed clears nothing', () => {
    snapshot(null);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('1');
  });
});

function shown(): unknown {
  const position = cache.position('BTCUSDT');
  return [
    position?.side,
    position?.signedAmount,
    position?.entryPrice,
    position?.realizedPnl,
    position?.netRealizedPnl,
  ];
}

describe('L. position arithmetic', () => {
  it('75, 76: one bought, and sold at the same price, costs two fees', () => {
    trades('BUY', '1', '10000', '2');
    expect(shown()).toEqual(['LONG', '1', '10000', '0', '-2']);
    trades('SELL', '1', '10000', '2');
    expect(shown()).toEqual(['FLAT', '0', '0', '0', '-4']);
  });

  it('77, 78: one sold is a short, bought back in two parts', () => {
    trades('SELL', '1', '10000', '1');
    expect(shown()).toEqual(['SHORT', '-1', '10000', '0', '-1']);
    trades('BUY', '0.5', '10000', '1');
    expect(shown()).toEqual(['SHORT', '-0.5', '10000', '0', '-2']);
    trades('BUY', '0.5', '9000', '1');
    expect(shown()).toEqual(['FLAT', '0', '0', '500', '497']);
  });

  it('79: a short that is overbought is a long at the price of the flip', () => {
    trades('SELL', '1', '10000');
    trades('BUY', '1.5', '9000');
    expect(shown()).toEqual(['LONG', '0.5', '9000', '1000', '1000']);
  });

  it('80: what a short would make at the mark price', () => {
    trades('SELL', '1', '10000');
    const unrealized = ['10000', '11000', '9000', '10000'].map((price) => {
      cache.setMarket('markPrice', 'BTCUSDT', { price, timestamp: T });
      return cache.position('BTCUSDT')?.unrealizedPnl;
    });
    expect(unrealized).toEqual(['0', '-1000', '1000', '0']);
  });
});
