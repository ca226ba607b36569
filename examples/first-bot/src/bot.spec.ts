import { Test } from '@nestjs/testing';
import { CacheService } from 'nestjs-trading-cache';
import { flushed, ScriptedExchange, TradingCacheTestingModule } from 'nestjs-trading-cache/testing';
import { Bot } from './bot.js';

describe('Bot', () => {
  it('counts a fill once, however often it is told', async () => {
    const module = await Test.createTestingModule({
      imports: [TradingCacheTestingModule.forRoot()],
      providers: [Bot],
    }).compile();
    await module.init();
    const bot = module.get(Bot);
    const exchange = new ScriptedExchange();
    exchange.connect(module.get(CacheService));

    exchange.deliver({ twice: true }, () => {
      const id = exchange.submit({ symbol: 'BTCUSDT', side: 'BUY', amount: '2', price: '100' });
      exchange.accept(id);
      exchange.fill(id);
    });
    await flushed(module);

    expect(bot.held()).toBe('2');
    expect(bot.trades).toEqual(['BUY 2 at 100']);
    await module.close();
  });
});
