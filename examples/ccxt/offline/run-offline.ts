import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CacheService, mapCcxtOrders, mapCcxtPositions } from 'nestjs-trading-cache';
import type { Order, Position, Reconciliation, StateStore } from 'nestjs-trading-cache';
import { SIMULATED_MARKETS, SimulatedAccount, SimulatedExchange } from 'nestjs-trading-cache/testing';
import type { PositionMessage } from 'nestjs-trading-cache/testing';
import { BotModule } from '../bot.module.js';
import { ReconciliationService } from '../reconciliation.service.js';
import type { Findings } from '../reconciliation.service.js';
import { ccxtOrder, ccxtPosition } from './ccxt-structures.js';
import { SimulatedCcxt } from './simulated-ccxt.js';

/** What the bot found after each interruption, and what it knows at the end. */
export interface OfflineRun {
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

const EXCHANGE = 'simulated';
const SEED = 5;
const OPTIONS = {
  exchange: EXCHANGE,
  symbols: SIMULATED_MARKETS.map(({ symbol }) => symbol),
  // Nothing is on its way while this exchange is asked.
  graceMs: 0,
  retryMs: 1,
};

/**
 * Runs the bot on an exchange that traded before it was started, loses the connection once, and goes on trading while the bot is
 * stopped and started again on the same store.
 */
export async function runOffline(
  store: string | StateStore,
  logger: LoggerService | false,
): Promise<OfflineRun> {
  const account = new SimulatedAccount(new SimulatedExchange(SEED).run(150));
  const exchange = new SimulatedCcxt(account);
  exchange.disconnect();
  await exchange.play(80);
  exchange.reconnect();

  const heldBefore = account.positions();

  let app = await start(exchange, store, logger);
  const afterStart = await found(app);
  await exchange.play(100);
  exchange.disconnect();
  await exchange.play(80);
  exchange.reconnect();
  await exchange.watched();
  const afterReconnect = await found(app);
  await exchange.play(60);
  await app.close();

  exchange.disconnect();
  await exchange.play(40);
  exchange.reconnect();
  app = await start(exchange, store, logger);
  const afterRestart = await found(app);
  await exchange.play(90);

  const cache = app.get(CacheService);
  const openOrders = cache.ordersOpen();
  const positions = cache.positionsOpen();
  const compared = cache.reconcile({ exchange: EXCHANGE, complete: true, ...snapshotOf(account) });
  await app.close();
  return { afterStart, afterReconnect, afterRestart, openOrders, positions, compared, heldBefore, account };
}

async function start(
  exchange: SimulatedCcxt,
  store: string | StateStore,
  logger: LoggerService | false,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(BotModule.on(exchange, OPTIONS, store), { logger });
}

function found(app: INestApplicationContext): Promise<Findings> {
  return app.get(ReconciliationService).found();
}

function snapshotOf(account: SimulatedAccount) {
  const orders = mapCcxtOrders(EXCHANGE, account.openOrders().map(ccxtOrder));
  const positions = mapCcxtPositions(EXCHANGE, account.positions().map(ccxtPosition));
  return {
    openOrders: orders.flatMap((each) => (each.kind === 'orders' ? each.updates : [])),
    positions: positions.flatMap((each) => (each.kind === 'positions' ? each.positions : [])),
  };
}
