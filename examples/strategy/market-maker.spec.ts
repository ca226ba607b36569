import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { CacheService } from 'nestjs-trading-cache';
import {
  flushed,
  MemoryStateStore,
  ScriptedExchange,
  TradingCacheTestingModule,
  VirtualClock,
} from 'nestjs-trading-cache/testing';
import { ExchangeClient } from './exchange-client.js';
import { MarketMakerModule } from './market-maker.module.js';
import { MarketMaker } from './market-maker.js';
import { ScriptedClient } from './scripted-client.js';

let module: TestingModule;
let clock: VirtualClock;
let exchange: ScriptedExchange;
let cache: CacheService;
let maker: MarketMaker;

beforeEach(async () => {
  clock = new VirtualClock();
  exchange = new ScriptedExchange({ name: 'binance', clock, fees: { maker: '0.0002' } });
  await start();
});

afterEach(() => module.close());

/** Starts the strategy on a scripted exchange; again after a restart. */
async function start(options: { readonly store?: MemoryStateStore } = {}): Promise<void> {
  module = await Test.createTestingModule({
    imports: [TradingCacheTestingModule.forRoot({ clock, ...options }), MarketMakerModule],
  })
    .overrideProvider(ExchangeClient)
    .useValue(new ScriptedClient(exchange))
    .compile();
  await module.init();
  cache = module.get(CacheService);
  maker = module.get(MarketMaker);
  exchange.connect(cache);
}

/** The exchange accepts what was submitted. */
function acceptAll(): void {
  for (const { id } of exchange.submitted()) exchange.accept(id as string);
}

/** What is quoted: `BUY 1 @ 100`. */
function quotes(): string[] {
  return cache.ordersOpen().map(({ side, amount, price }) => `${side} ${amount} @ ${price}`);
}

describe('the market maker', () => {
  it('quotes both sides, post-only, and leaves quotes that are good', async () => {
    await maker.onBook('100', '101');
    expect(exchange.submitted()).toMatchObject([
      { side: 'BUY', price: '100', timeInForce: 'GTX' },
      { side: 'SELL', price: '101', timeInForce: 'GTX' },
    ]);
    acceptAll();
    await maker.onBook('100', '101');
    expect(exchange.orders()).toHaveLength(2);
    expect(quotes()).toEqual(['BUY 1 @ 100', 'SELL 1 @ 101']);
  });

  it('moves a quote only when the exchange has canceled the one before', async () => {
    await maker.onBook('100', '101');
    acceptAll();
    await maker.onBook('99', '101');
    const [bid] = exchange.cancelRequests();
    expect(bid).toMatchObject({ side: 'BUY', price: '100' });
    expect(exchange.submitted()).toEqual([]);
    exchange.cancel(bid?.id as string);
    await maker.onBook('99', '101');
    expect(exchange.submitted()).toMatchObject([{ side: 'BUY', price: '99' }]);
  });

  it('counts a fill that beats the cancel', async () => {
    await maker.onBook('100', '101');
    acceptAll();
    await maker.onBook('99', '101');
    exchange.fill('mm-1', '0.5');
    exchange.cancel('mm-1');
    exchange.fill('mm-1', '0.25');
    expect(cache.order('mm-1')).toMatchObject({ status: 'CANCELED', filled: '0.75' });
    expect(cache.position('BTCUSDT')).toMatchObject({ ...exchange.position('BTCUSDT') });
  });

  it('goes on with a quote whose cancel the exchange refuses', async () => {
    await maker.onBook('100', '101');
    acceptAll();
    await maker.onBook('99', '101');
    exchange.rejectCancel('mm-1');
    expect(quotes()).toContain('BUY 1 @ 100');
    await maker.onBook('99', '101');
    expect(exchange.cancelRequests()).toMatchObject([{ clientOrderId: 'mm-1' }]);
  });

  it('quotes again after a post-only order would have traded, or was refused', async () => {
    await maker.onBook('100', '101');
    exchange.expire('mm-1', 'would take liquidity');
    exchange.reject('mm-2', 'insufficient margin');
    await maker.onBook('100', '101');
    expect(exchange.submitted().map(({ clientOrderId }) => clientOrderId)).toEqual(['mm-3', 'mm-4']);
  });

  it('stops buying when it holds enough, and earns the spread', async () => {
    for (const price of ['100', '99']) {
      await maker.onBook(price, '101');
      acceptAll();
      exchange.fill(exchange.openOrders().find(({ side }) => side === 'BUY')?.id as string);
    }
    await maker.onBook('98', '101');
    expect(quotes()).toEqual(['SELL 1 @ 101']);
    exchange.fill('mm-2');
    // Bought at 100 and 99, sold at 101; fees of 0.02 % each.
    expect(cache.position('BTCUSDT')).toMatchObject({
      signedAmount: '1',
      entryPrice: '99.5',
      realizedPnl: '1.5',
      netRealizedPnl: '1.44',
    });
  });

  it.each([1, 2, 3, 4, 5])(
    'holds the same in whatever order messages come, and however often (%i)',
    async (seed) => {
      await maker.onBook('100', '101');
      exchange.deliver({ outOfOrder: true, twice: true, seed }, () => {
        acceptAll();
        exchange.fill('mm-1', '0.3', '99.9');
        exchange.fill('mm-2', '0.7');
        exchange.fill('mm-1');
        exchange.cancel('mm-2');
      });
      expect(cache.position('BTCUSDT')).toMatchObject({ ...exchange.position('BTCUSDT') });
      expect(quotes()).toEqual([]);
    },
  );

  it('learns what happened while the stream was away', async () => {
    await maker.onBook('100', '101');
    acceptAll();
    exchange.disconnect();
    exchange.fill('mm-1');
    exchange.reconnect();
    expect(cache.position('BTCUSDT')).toBeNull();
    const { positions, orders } = maker.onReconnect(exchange.snapshot());
    expect(positions).toMatchObject([{ kind: 'opened', theirs: '1' }]);
    expect(orders).toMatchObject([{ kind: 'missing', orderId: exchange.order('mm-1')?.id }]);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('1');
  });

  it('goes on after a restart where it was, and gives no name twice', async () => {
    const store = new MemoryStateStore();
    await module.close();
    await start({ store });
    await maker.onBook('100', '101');
    acceptAll();
    await flushed(module);
    await module.close();
    await start({ store });
    expect(quotes()).toEqual(['BUY 1 @ 100', 'SELL 1 @ 101']);
    exchange.fill('mm-1');
    await maker.onBook('100', '101');
    expect(exchange.submitted()).toMatchObject([{ clientOrderId: 'mm-3', side: 'BUY' }]);
  });

  it('forgets orders that ended, an hour later, and still finds them in history', async () => {
    await maker.onBook('100', '101');
    exchange.cancel('mm-1');
    await clock.advance(3_600_000);
    expect(cache.order('mm-1')).toBeNull();
    expect(await cache.getOrder('mm-1')).toMatchObject({ status: 'CANCELED' });
  });
});
