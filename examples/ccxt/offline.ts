import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger } from '@nestjs/common';
import { runOffline } from './offline/run-offline.js';

const folder = await mkdtemp(join(tmpdir(), 'ccxt-bot-'));
try {
  const run = await runOffline(`file:${folder}`, new ConsoleLogger({ logLevels: ['warn', 'error'] }));
  for (const time of ['afterStart', 'afterReconnect', 'afterRestart'] as const) {
    const { missedTrades, orders, ended, positions } = run[time];
    console.log(`${time}: ${missedTrades} trades missed, ${orders} open orders otherwise,`);
    console.log(`  ${ended} ended, ${positions} positions taken over`);
  }
  for (const { symbol, id, side, status, filled, amount } of run.openOrders)
    console.log(`${symbol} order ${id} ${side} ${status} ${filled} of ${amount}`);
  for (const { symbol, side, signedAmount, entryPrice } of run.positions)
    console.log(`${symbol} ${side} ${signedAmount} at ${entryPrice}`);
  const { orders, positions } = run.compared;
  const found = [...orders, ...positions];
  for (const each of found) console.log('differs from the exchange:', each);
  console.log(found.length === 0 ? 'All of it is what the exchange says.' : 'The bot is wrong.');
  process.exitCode = found.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}
