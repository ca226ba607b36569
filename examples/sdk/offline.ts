import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger } from '@nestjs/common';
import { runOffline } from './offline/run-offline.js';

const folder = await mkdtemp(join(tmpdir(), 'sdk-bot-'));
try {
  const logger = new ConsoleLogger({ logLevels: ['warn', 'error'] });
  for (const run of await runOffline(`file:${folder}`, logger)) {
    console.log(run.exchange);
    for (const time of ['afterStart', 'afterReconnect', 'afterRestart'] as const) {
      const { missedTrades, orders, ended, positions } = run[time];
      console.log(`  ${time}: ${missedTrades} trades missed, ${orders} open orders otherwise,`);
      console.log(`    ${ended} ended, ${positions} positions taken over`);
    }
    for (const { symbol, id, side, status, filled, amount } of run.openOrders)
      console.log(`  ${symbol} order ${id} ${side} ${status} ${filled} of ${amount}`);
    for (const { symbol, side, signedAmount, entryPrice } of run.positions)
      console.log(`  ${symbol} ${side} ${signedAmount} at ${entryPrice}`);
    const found = [...run.compared.orders, ...run.compared.positions];
    for (const each of found) console.log('  differs from the exchange:', each);
    console.log(found.length === 0 ? '  All of it is what the exchange says.' : '  The bot is wrong.');
    if (found.length > 0) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true });
}
