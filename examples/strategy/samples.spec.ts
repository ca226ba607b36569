import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { applyMapped, CacheService } from 'nestjs-trading-cache';
import { anUpdate, aTrade, ScriptedExchange, TradingCacheTestingModule } from 'nestjs-trading-cache/testing';

/** The shorter samples of docs/testing.md, word for word. */
let module: TestingModule;
let cache: CacheService;

beforeEach(async () => {
  module = await Test.createTestingModule({ imports: [TradingCacheTestingModule.forRoot()] }).compile();
  await module.init();
  cache = module.get(CacheService);
});

afterEach(() => module.close());

describe('the scripted exchange', () => {
  it('counts fees and positions as the cache does', () => {
    const exchange = new ScriptedExchange({
      markets: [{ symbol: 'BTC-USDT-SWAP', contractSize: '0.01', settle: 'USDT' }],
      fees: { maker: '-0.0001', taker: '0.0005' },
    });
    exchange.connect(cache);

    const bid = exchange.submit({ symbol: 'BTC-USDT-SWAP', side: 'BUY', amount: '10', price: '60000' });
    exchange.fill(bid, '4');
    exchange.fill(bid, '6', '59990', { liquidity: 'TAKER', fee: '3' });

    expect(cache.position('BTC-USDT-SWAP')).toMatchObject({ signedAmount: '10', fees: { USDT: '2.76' } });
    expect(cache.position('BTC-USDT-SWAP')).toMatchObject({ ...exchange.position('BTC-USDT-SWAP') });
  });

  it('delivers late, twice, out of order', () => {
    const exchange = new ScriptedExchange();
    exchange.connect(cache);

    exchange.deliver({ outOfOrder: true, twice: true, seed: 7 }, () => {
      const id = exchange.submit({ symbol: 'BTCUSDT', side: 'SELL', amount: '2', price: '100' });
      exchange.accept(id);
      exchange.fill(id, '0.5');
      exchange.cancel(id);
    });

    expect(cache.orders()).toMatchObject([{ status: 'CANCELED', filled: '0.5' }]);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('-0.5');
  });

  it('tells nothing of what happens while it is away', () => {
    const exchange = new ScriptedExchange();
    exchange.connect(cache);
    const id = exchange.submit({ symbol: 'BTCUSDT', side: 'BUY', amount: '1', price: '100' });
    exchange.accept(id);

    exchange.disconnect();
    exchange.fill(id);
    exchange.reconnect();
    expect(cache.position('BTCUSDT')).toBeNull();

    const { positions } = cache.reconcile(exchange.snapshot(), { adopt: true });
    expect(positions).toMatchObject([{ kind: 'opened', ours: '0', theirs: '1' }]);
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('1');
  });

  it('has two legs in hedge mode', () => {
    const exchange = new ScriptedExchange();
    exchange.connect(cache);
    const hedged = { symbol: 'BTCUSDT', amount: '1', price: '100' };
    exchange.fill(exchange.submit({ ...hedged, side: 'BUY', positionSide: 'LONG' }));
    exchange.fill(exchange.submit({ ...hedged, side: 'SELL', positionSide: 'SHORT' }));

    expect(cache.positionsOpen().map(({ positionSide }) => positionSide)).toEqual(['LONG', 'SHORT']);
  });

  it("feeds a bot's own stream", async () => {
    const exchange = new ScriptedExchange();
    async function feed(): Promise<void> {
      for await (const message of exchange.stream()) applyMapped(cache, [message]);
    }

    const reading = feed();
    exchange.fill(exchange.submit({ symbol: 'BTCUSDT', side: 'BUY', amount: '1', price: '100' }));
    exchange.disconnect();
    await reading;
    expect(cache.position('BTCUSDT')?.signedAmount).toBe('1');
  });

  it('is not needed for one message', () => {
    cache.applyUpdate(anUpdate({ side: 'SELL', status: 'FILLED', amount: '3', price: '99.5' }));
    cache.applyTrade(aTrade({ quantity: '1', price: '98.5' }));
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '-2', realizedPnl: '1' });
  });
});
