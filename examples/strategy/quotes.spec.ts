import { Test } from '@nestjs/testing';
import { CacheService } from 'nestjs-trading-cache';
import { ScriptedExchange, TradingCacheTestingModule, VirtualClock } from 'nestjs-trading-cache/testing';
import { ExchangeClient } from './exchange-client.js';
import { MarketMakerModule } from './market-maker.module.js';
import { MarketMaker } from './market-maker.js';
import { ScriptedClient } from './scripted-client.js';

describe('a quote', () => {
  it('may be filled while it is being canceled', async () => {
    const clock = new VirtualClock();
    const exchange = new ScriptedExchange({ name: 'binance', clock });
    const module = await Test.createTestingModule({
      imports: [TradingCacheTestingModule.forRoot({ clock }), MarketMakerModule],
    })
      .overrideProvider(ExchangeClient)
      .useValue(new ScriptedClient(exchange))
      .compile();
    await module.init();
    const cache = module.get(CacheService);
    exchange.connect(cache);

    // The bot quotes, and the exchange accepts.
    await module.get(MarketMaker, { strict: false }).onBook('100', '101');
    for (const { id } of exchange.submitted()) exchange.accept(id as string);

    // The price moves. The bot wants its bid canceled, but half of it was filled before that.
    await module.get(MarketMaker, { strict: false }).onBook('99', '101');
    exchange.fill('mm-1', '0.5');
    exchange.cancel('mm-1');

    expect(cache.order('mm-1')).toMatchObject({ status: 'CANCELED', filled: '0.5' });
    expect(cache.position('BTCUSDT')).toMatchObject({ signedAmount: '0.5', entryPrice: '100' });
    await module.close();
  });
});
