import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CacheService } from 'nestjs-trading-cache';
import type { Order, Position, Reconciliation, StateStore } from 'nestjs-trading-cache';
import { SimulatedAccount, SimulatedExchange } from 'nestjs-trading-cache/testing';
import type { PositionMessage, SimulatedMarket } from 'nestjs-trading-cache/testing';
import { BinanceFeed } from '../binance/binance-feed.js';
import { BotModule } from '../bot.module.js';
import { BotService } from '../bot.service.js';
import { BybitFeed } from '../bybit/bybit-feed.js';
import type { Feed } from '../feed.js';
import type { Findings } from '../reconciler.js';
import { SimulatedBinanceRest, SimulatedBinanceStream } from './simulated-binance.js';
import { SimulatedBybitRest, SimulatedBybitStream } from './simulated-bybit.js';

/** One exchange at the end of a run. */
export interface OfflineExchange {
  readonly exchange: string;
  /** What the bot found after each interruption. */
  readonly afterStart: Findings;
  readonly afterReconnect: Findings;
  readonly afterRestart: Findings;
  readonly openOrders: readonly Order[];
  readonly positions: readonly Position[];
  /** How that compares with the exchange's own word. */
  readonly compared: Reconciliation;
  /** What the exchange had held when the bot was first started. */
  readonly heldBefore: readonly PositionMessage[];
  /** The exchange's own books. */
  readonly account: SimulatedAccount;
}

const MARKETS: readonly SimulatedMarket[] = [
  { symbol: 'BTCUSDT', contractSize: '1', priceDigits: 1, amountDigits: 3 },
  { symbol: 'ETHUSDT', contractSize: '1', priceDigits: 2, amountDigits: 3 },
];
const SYMBOLS = MARKETS.map(({ symbol }) => symbol);
// Nothing is on its way while these exchanges are asked.
const OPTIONS = { graceMs: 0, retryMs: 1 };

/**
 * Runs the bot on exchanges that traded before it was started, lose the connection once, and go on trading while the bot is stopped and
 * started again on the same store.
 */
export async function runOffline(
  store: string | StateStore,
  logger: LoggerService | false,
): Promise<readonly OfflineExchange[]> {
  const accounts = [21, 22].map(
    (seed) => new SimulatedAccount(new SimulatedExchange(seed, { markets: MARKETS }).run(150)),
  ) as [SimulatedAccount, SimulatedAccount];
  const [binance, bybit] = accounts;
  const streams = [new SimulatedBinanceStream(binance), new SimulatedBybitStream(bybit)] as const;
  const feeds = [
    new BinanceFeed(streams[0], new SimulatedBinanceRest(binance), SYMBOLS),
    new BybitFeed(streams[1], new SimulatedBybitRest(bybit, MARKETS), SYMBOLS),
  ];
  const play = (messages: number): void => streams.forEach((stream) => stream.play(messages));
  const start = (): Promise<INestApplicationContext> =>
    NestFactory.createApplicationContext(BotModule.on(feeds, OPTIONS, store), { logger });

  play(80);
  const heldBefore = accounts.map((account) => account.positions());

  let app = await start();
  const afterStart = await found(app);
  play(100);
  for (const stream of streams) stream.disconnect();
  play(80);
  for (const stream of streams) stream.reconnect();
  const afterReconnect = await found(app);
  play(60);
  await app.close();

  play(40);
  app = await start();
  const afterRestart = await found(app);
  play(90);

  const cache = app.get(CacheService);
  const ends = feeds.map(async (feed, at): Promise<OfflineExchange> => {
    const { exchange } = feed;
    return {
      exchange,
      afterStart: afterStart[at] as Findings,
      afterReconnect: afterReconnect[at] as Findings,
      afterRestart: afterRestart[at] as Findings,
      openOrders: cache.ordersOpen({ exchange }),
      positions: cache.positionsOpen({ exchange }),
      compared: await compare(cache, feed),
      heldBefore: heldBefore[at] as readonly PositionMessage[],
      account: accounts[at] as SimulatedAccount,
    };
  });
  const all = await Promise.all(ends);
  await app.close();
  return all;
}

function found(app: INestApplicationContext): Promise<readonly Findings[]> {
  return app.get(BotService).found();
}

async function compare(cache: CacheService, feed: Feed): Promise<Reconciliation> {
  const [orders, positions] = [await feed.openOrders(), await feed.positions()];
  return cache.reconcile({
    exchange: feed.exchange,
    complete: true,
    openOrders: orders.flatMap((each) => (each.kind === 'orders' ? each.updates : [])),
    positions: positions.flatMap((each) => (each.kind === 'positions' ? each.positions : [])),
  });
}
